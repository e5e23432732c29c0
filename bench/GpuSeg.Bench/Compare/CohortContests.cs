using System.Diagnostics;
using System.Globalization;
using GpuSeg.Bench.Data;

namespace GpuSeg.Bench.Compare;

/// <summary>Rows of a cohort: from a BIDS data set of many subjects to a derivative data set, in seconds per subject.</summary>
internal sealed class CohortContests(CompareOptions options, string[] images, ScratchFolder scratch, IEnumerable<string> backends)
{
    private const int Subjects = 1000;
    private const int FewSubjects = 1;
    private const int SomeSubjects = 3;
    private const string K = "3";

    private static readonly string[] s_places = ["anat/sub-{0}_T1w", "anat/sub-{0}_ce-gd_T1w", "anat/sub-{0}_FLAIR", "dwi/sub-{0}_ADC"];

    private const string GzipNote =
        "whole processes, which write as many label maps and masks; gpuseg also hashes, masks, fits, and writes table, model and sidecars";

    private int _turn;

    // The same number for both sides; compression alone gains nothing from more.
    private static string Threads => Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);

    public IEnumerable<PlannedRow> Rows() =>
    [
        new(
            $"Cohort of {Subjects}, mixture K={K} of each: beside inflating images and deflating label maps alone, per subject",
            Goals.CohortGzip,
            () => Cohort([Gzip("as .NET does by default", GzipOnly.Default)], GzipNote)),
        new(
            $"Cohort of {Subjects}, mixture K={K} of each: beside the same, deflating as gpuseg does, per subject",
            Goals.CohortGzip,
            () => Cohort([Gzip("by run lengths", GzipOnly.Runs)], GzipNote)),
        new(
            $"Cohort of {Subjects}, mixture K={K} of each: beside a loop of nibabel and scikit-learn, per subject",
            Goals.CohortPython,
            () => Cohort(
                [.. ThreadCount.Tried.Select(t =>
                    new Contender($"nibabel + scikit-learn loop, {ThreadCount.Text(t)}", () => PythonLoop(t)))],
                $"gpuseg: a whole process; Python: (time of {SomeSubjects} subjects - time of {FewSubjects}) / "
                    + $"{SomeSubjects - FewSubjects}, so that imports do not count")),
    ];

    private Contest Cohort(IReadOnlyList<Contender> theirs, string note)
    {
        if (images.Length != s_places.Length || !File.Exists(options.GpuSeg))
        {
            throw new NotMeasuredException($"{s_places.Length} images and the published {options.GpuSeg} are needed");
        }

        MakeDataset();
        var folder = NewFolder();
        Bids("cpu", folder, "-k", K);
        File.Copy(Directory.GetFiles(folder, "*_model.json", SearchOption.AllDirectories)[0], scratch["model.json"], overwrite: true);
        File.Copy(Directory.GetFiles(folder, "*_dseg.nii.gz", SearchOption.AllDirectories)[0], scratch["dseg.nii.gz"], overwrite: true);
        File.Copy(Directory.GetFiles(folder, "*_mask.nii.gz", SearchOption.AllDirectories)[0], scratch["mask.nii.gz"], overwrite: true);
        return new(
            [.. backends.SelectMany(Ours)],
            theirs,
            note);
    }

    private Contender[] Ours(string backend)
    {
        return
        [
            new($"gpuseg bids --backend {backend} --init sample, a fit for each subject", () => PerSubject("-k", K, "--init", "sample")),
            new($"gpuseg bids --backend {backend}, a fit as scikit-learn's for each subject", () => PerSubject("-k", K), HasGoal: false),
            new($"gpuseg bids --backend {backend} --model, no fit", () => PerSubject("--model", scratch["model.json"]), HasGoal: false),
        ];

        double PerSubject(params string[] how) => Bids(backend, NewFolder(), how).WallSeconds / Subjects;
    }

    private ChildProcess Bids(string backend, string folder, params string[] how) => ChildProcess.Run(new(
        Path.GetFullPath(options.GpuSeg),
        ["bids", scratch["raw"], folder, "participant", "--no-reports", "--n-cpus", Threads, "--backend", backend, .. how]));

    private Contender Gzip(string how, string deflating) =>
        new($"inflating and deflating {how}, {ThreadCount.Text(Environment.ProcessorCount)}", () =>
        {
            var folder = NewFolder();
            Directory.CreateDirectory(folder);
            string[] arguments =
                ["gzip-only", scratch["raw"], folder, Threads, deflating, scratch["dseg.nii.gz"], scratch["mask.nii.gz"]];
            return ChildProcess.Run(new(Environment.ProcessPath!, arguments)).WallSeconds / Subjects;
        });

    // A new folder each time: for seconds after many deletions ext4 creates files slowly.
    private string NewFolder() => scratch[$"derivatives{_turn++}"];

    private double PythonLoop(int threads) => Timing.Slope(subjects =>
    {
        var count = subjects.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(options.Python, [Peer.Script("segment.py"), K, scratch["theirs.nii.gz"], count, .. images]);
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        return ChildProcess.Run(start).WallSeconds;
    }, FewSubjects, SomeSubjects);

    private void MakeDataset()
    {
        if (Directory.Exists(scratch["raw"]))
        {
            return;
        }

        for (var subject = 1; subject <= Subjects; subject++)
        {
            var label = subject.ToString("000", CultureInfo.InvariantCulture);
            for (var i = 0; i < images.Length; i++)
            {
                var name = string.Format(CultureInfo.InvariantCulture, s_places[i], label) + ".nii.gz";
                var path = Path.Combine(scratch["raw"], $"sub-{label}", name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.CreateSymbolicLink(path, images[i]);
            }
        }

        File.WriteAllText(
            Path.Combine(scratch["raw"], "dataset_description.json"), """{"Name": "one brain many times", "BIDSVersion": "1.10.1"}""");
    }
}
