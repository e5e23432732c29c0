using System.Diagnostics;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text.Json;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

public sealed class BidsTests : IDisposable
{
    private const string Subject1 = "sub-01/anat/sub-01_seg-gmm4scaled_";

    private static readonly string[] s_fit = ["-k", "4", "--scale", "standard", "--no-reports"];

    private static readonly string[] s_suffixes = ["desc-gpuseg_mask.json", "desc-gpuseg_mask.nii.gz", "seg-gmm4scaled_dseg.json",
        "seg-gmm4scaled_dseg.nii.gz", "seg-gmm4scaled_dseg.tsv", "seg-gmm4scaled_model.json"];

    private readonly TempFolder _folder = new();

    public BidsTests() => PhantomDataset.Write(Raw, 3);

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_a_derivative_data_set()
    {
        var outcome = Gpuseg.Succeed(["bids", Raw, Out, "participant", .. s_fit, "--probseg"]);
        Assert.Matches(
            @"^sub-01: [\d,]+ voxels of t1w, t1ce, flair, adc; \d+ iterations -> sub-01/anat/sub-01_seg-gmm4scaled_dseg.nii.gz\n",
            outcome.Stdout);
        Assert.EndsWith("\n3 segmented, 0 complete already, 0 failed\n", outcome.Stdout);
        string[] suffixes = [.. s_suffixes, "seg-gmm4scaled_probseg.json", "seg-gmm4scaled_probseg.nii.gz"];
        string[] expected =
            [".bidsignore", "README", "dataset_description.json", "descriptions.json", "descriptions.tsv", "dseg.json", "dseg.tsv",
                "logs/config_seg-gmm4scaled.json",
                .. ((string[])["sub-01", "sub-02", "sub-03"])
                    .SelectMany(subject => suffixes.Select(suffix => $"{subject}/anat/{subject}_{suffix}"))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Tree(Out).Keys);
        Assert.Equal(
            "*_model.json\ngroup_*\n*.html\nlogs\n/dseg.tsv\n*_itksnap.label\n*_freesurfer.txt\n*_fsleyes.lut\n*_niivue.json\n"
                + "*_regions.tsv\n*_regions.json\n*_changes.tsv\n*_changes.json\n",
            File.ReadAllText(At(".bidsignore")));
        Assert.Equal("index\tname\n1\tCluster 1\n2\tCluster 2\n3\tCluster 3\n4\tCluster 4\n", File.ReadAllText(At("dseg.tsv")));

        var description = Json("dataset_description.json");
        Assert.Equal(("derivative", "gpuseg", "../raw"), (Text(description, "DatasetType"), description.GetProperty("GeneratedBy")[0]
            .GetProperty("Name").GetString(), description.GetProperty("DatasetLinks").GetProperty("raw").GetString()));
        Assert.All(((string[])["Name", "BIDSVersion"]), key => Assert.NotEmpty(Text(description, key)!));

        var sidecar = Json(Subject1 + "dseg.json");
        Assert.Equal(
            ["bids:raw:sub-01/anat/sub-01_T1w.nii.gz", "bids:raw:sub-01/anat/sub-01_ce-gd_T1w.nii.gz",
                "bids:raw:sub-01/anat/sub-01_FLAIR.nii.gz", "bids:raw:sub-01/dwi/sub-01_ADC.nii.gz"],
            sidecar.GetProperty("Sources").EnumerateArray().Select(source => source.GetString()));
        Assert.Equal(("bids:raw:sub-01/anat/sub-01_T1w.nii.gz", JsonValueKind.False),
            (Text(sidecar, "SpatialReference"), sidecar.GetProperty("Manual").ValueKind));
        Assert.Equal(4, sidecar.GetProperty("Parameters").GetProperty("n_components").GetInt32());
        Assert.Equal(["t1w", "t1ce", "flair", "adc"], sidecar.GetProperty("Inputs").EnumerateArray().Select(input => Text(input, "Name")));
        Assert.Equal(HashOfVoxels("sub-01/dwi/sub-01_ADC.nii.gz"), Text(sidecar.GetProperty("Inputs")[3], "VoxelXxh128"));

        Assert.Equal(4, Json(Subject1 + "probseg.json").GetProperty("LabelMap").GetArrayLength());
        Assert.Equal("ROI", Text(Json("sub-01/anat/sub-01_desc-gpuseg_mask.json"), "Type"));
        Assert.StartsWith("index\tname\tvoxels\t", File.ReadAllText(At(Subject1 + "dseg.tsv")), StringComparison.Ordinal);
        Assert.Equal(Workplace.Labels(At(Subject1 + "dseg.nii.gz"))
            .Select(label => Math.Min(label, (byte)1)), Workplace.Labels(At("sub-01/anat/sub-01_desc-gpuseg_mask.nii.gz")));
        Assert.Equal([4, 64, 64, 24, 4, 1, 1, 1], NiftiReader.ReadHeader(At(Subject1 + "probseg.nii.gz")).Dim);
        Assert.DoesNotContain(
            _folder.Root, string.Concat(Directory.GetFiles(Out, "*.json", SearchOption.AllDirectories).Select(File.ReadAllText)));
    }

    [Fact]
    public void Skips_complete_sessions()
    {
        Bids();
        var before = Times();
        Assert.EndsWith("0 segmented, 3 complete already, 0 failed\n", Bids().Stdout);
        Assert.Equal(before, Times());

        // A sidecar marks a complete session, and a missing file is recreated for its subject only.
        File.Delete(At(Subject1 + "dseg.json"));
        Assert.EndsWith("1 segmented, 2 complete already, 0 failed\n", Bids().Stdout);
        File.Delete(At("sub-02/anat/sub-02_seg-gmm4scaled_model.json"));
        Assert.EndsWith("1 segmented, 2 complete already, 0 failed\n", Bids().Stdout);
        Assert.EndsWith("3 segmented, 0 complete already, 0 failed\n", Bids("--overwrite").Stdout);

        Dictionary<string, DateTime> Times() =>
            Directory.GetFiles(Out, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.GetLastWriteTimeUtc);
    }

    [Fact]
    public void Keeps_and_reports_results_of_different_parameters_or_images()
    {
        Bids("--probseg");
        var before = Results();
        var outcome = Gpuseg.Run(["bids", Raw, Out, "participant", .. s_fit, "--seed", "5"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            "sub-01: sub-01/anat/sub-01_seg-gmm4scaled_dseg.json is of an earlier run: Parameters.random_state was 0 and is 5 now; "
                + "allow overwriting (`--overwrite`) to replace its results or choose another output folder.", outcome.Stderr);
        File.Copy(RawAt("sub-02/anat/sub-02_FLAIR.nii.gz"), RawAt("sub-01/anat/sub-01_FLAIR.nii.gz"), overwrite: true);
        outcome = Gpuseg.Run(["bids", Raw, Out, "participant", .. s_fit]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("the voxels of ", outcome.Stderr);
        Assert.Contains("sub-01_FLAIR.nii.gz have changed since; allow overwriting", outcome.Stderr);
        Assert.EndsWith("0 segmented, 2 complete already, 1 failed\n", outcome.Stdout);
        Assert.Equal(before, Results());

        Bids("--overwrite");
        Assert.Equal(Json(Subject1 + "dseg.json").GetProperty("Inputs")[2].GetProperty("VoxelXxh128")
            .GetString(), HashOfVoxels("sub-02/anat/sub-02_FLAIR.nii.gz"));
        // Posteriors of the earlier fit are gone; those of the others belong to their maps still.
        Assert.Equal(["sub-02", "sub-02", "sub-03", "sub-03"], Directory.GetFiles(Out, "*probseg*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path)[..6]).Order());

        IEnumerable<KeyValuePair<string, string>> Results() =>
            [.. Tree(Out).Where(file => !file.Key.StartsWith("logs", StringComparison.Ordinal))];
    }

    [Fact]
    public void Continues_when_one_subject_fails()
    {
        File.WriteAllBytes(RawAt("sub-02/anat/sub-02_T1w.nii.gz"), File.ReadAllBytes(RawAt("sub-02/anat/sub-02_T1w.nii.gz"))[..20000]);
        File.Delete(RawAt("sub-01/dwi/sub-01_ADC.nii.gz"));
        File.CreateSymbolicLink(RawAt("sub-01/dwi/sub-01_ADC.nii.gz"), "../../.git/annex/objects/gone");
        var outcome = Gpuseg.Run(["bids", Raw, Out, "participant", .. s_fit]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("1 segmented, 0 complete already, 2 failed\n", outcome.Stdout);
        Assert.Matches(
            @"gpuseg: 2 of 3 sessions failed:\n  sub-01: [^\n]+ADC.nii.gz is a link to a missing file: content not present; run `datalad "
                + @"get [^\n]+\n  sub-02: [^\n]+T1w.nii.gz is truncated[^\n]+\n\z", outcome.Stderr);
        Assert.Equal(["sub-03"], Directory.GetDirectories(Out, "sub-*").Select(path => Path.GetFileName(path)));
        Assert.Equal(["sub-01_seg-gmm4scaled_failure.json", "sub-02_seg-gmm4scaled_failure.json"],
            Directory.GetFiles(At("logs"), "*_failure.json").Select(path => Path.GetFileName(path)).Order());
        Assert.StartsWith("sub-02/anat/sub-02_T1w.nii.gz is truncated", Text(Json("logs/sub-02_seg-gmm4scaled_failure.json"), "reason"));
        var json = Workplace.Parse(Gpuseg.Run(["bids", Raw, Out, "participant", .. s_fit, "--json"]).Stdout).GetProperty("sessions");
        Assert.Equal(["failed", "failed", "complete"], json.EnumerateArray().Select(session => Text(session, "state")));
    }

    [Fact]
    public void Finishes_a_killed_run_with_the_same_command()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are killed otherwise there.");
        string[] arguments = [.. s_fit, "--probseg"];
        Gpuseg.Succeed(["bids", Raw, Out, "participant", .. arguments]);
        var killed = _folder.At("killed");
        KillWhileWriting(["bids", Raw, killed, "participant", .. arguments], killed);
        Assert.NotEmpty(Left(killed));
        Gpuseg.Succeed(["bids", Raw, killed, "participant", .. arguments]);
        Assert.Equal(Tree(Out), Tree(killed));
    }

    [Fact]
    public async Task Succeeds_in_two_processes_at_once()
    {
        Bids();
        var both = _folder.At("both");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2)
            .Select(_ => Task.Run(() => Gpuseg.Run(["bids", Raw, both, "participant", .. s_fit]), TestContext.Current.CancellationToken)));
        Assert.All(outcomes, outcome => Assert.Equal((0, ""), (outcome.ExitCode, outcome.Stderr)));
        Assert.Equal(Tree(Out), Tree(both));
    }

    [Fact]
    public void Stops_between_whole_subjects_on_a_signal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals.");
        // The first subject is done; the second takes for ever.
        Bids("--participant-label", "01", "--max-iter", "100000", "--tol", "0");
        using var process =
            Gpuseg.Start(["bids", Raw, Out, "participant", .. s_fit, "--max-iter", "100000", "--tol", "0", "--backend", "reference"]);
        Assert.Equal("sub-01: complete already", process.StandardOutput.ReadLine());
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {process.Id}"]))
        {
            kill.WaitForExit();
        }

        var outcome = Gpuseg.Finish(process);
        Assert.Equal((143, ""), (outcome.ExitCode, outcome.Stdout));
        Assert.StartsWith("gpuseg: stopped after 1 of 3 sessions; run the same command again to process the rest.\n", outcome.Stderr);
        Assert.Equal(["sub-01"], Directory.GetDirectories(Out, "sub-*").Select(path => Path.GetFileName(path)));
        Assert.Equal(8 + s_suffixes.Length, Tree(Out).Count);
    }

    [Fact]
    public void Prints_the_plan_and_writes_nothing_in_a_dry_run()
    {
        File.Delete(RawAt("sub-03/anat/sub-03_FLAIR.nii.gz"));
        string[] arguments = ["bids", Raw, Out, "participant", .. s_fit, "--dry-run", "--modalities", "T1w,ce-gd:T1w,FLAIR"];
        var outcome = Gpuseg.Succeed(arguments);
        Assert.Equal(
            """
            session  channel  file
            sub-01   t1w      sub-01/anat/sub-01_T1w.nii.gz
                     t1ce     sub-01/anat/sub-01_ce-gd_T1w.nii.gz
                     flair    sub-01/anat/sub-01_FLAIR.nii.gz
                     ->       sub-01/anat/sub-01_seg-gmm4scaled_dseg.nii.gz and 5 more
            sub-02   t1w      sub-02/anat/sub-02_T1w.nii.gz
                     t1ce     sub-02/anat/sub-02_ce-gd_T1w.nii.gz
                     flair    sub-02/anat/sub-02_FLAIR.nii.gz
                     ->       sub-02/anat/sub-02_seg-gmm4scaled_dseg.nii.gz and 5 more
            sub-03 cannot be segmented: No image of sub-03 is FLAIR; it has sub-03_T1w.nii.gz, sub-03_ce-gd_T1w.nii.gz, sub-03_ADC.nii.gz; add the image, choose other channels (`--modalities`) or allow missing channels (`--allow-missing`).
            3 sessions, 1 of which cannot be segmented; nothing was written

            """,
            outcome.Stdout);
        var sessions = Workplace.Parse(Gpuseg.Succeed([.. arguments, "--json"]).Stdout).GetProperty("sessions");
        Assert.Equal("sub-01/anat/sub-01_ce-gd_T1w.nii.gz", Text(sessions[0].GetProperty("channels")[1], "file"));
        Assert.Equal((6, 0, null), (sessions[0].GetProperty("outputs").GetArrayLength(), sessions[2].GetProperty("outputs")
            .GetArrayLength(), Text(sessions[0], "failure")));
        Assert.False(Directory.Exists(Out));
        // A plan of failures alone does not succeed.
        Assert.Equal(1, Gpuseg.Run([.. arguments, "--participant-label", "03"]).ExitCode);
    }

    [Theory]
    [InlineData("--participant-label 02,sub-03", "sub-02", "sub-03")]
    [InlineData("--participant-label 02 sub-03", "sub-02", "sub-03")]
    [InlineData("--participant_label sub-01 --skip_bids_validation", "sub-01")]
    [InlineData("--participant-labels 01 --skip-bids-validation", "sub-01")]
    [InlineData("--participant_labels 01 02 --skip_bids_validator", "sub-01", "sub-02")]
    public void Accepts_the_options_of_BIDS_Apps(string options, params string[] subjects)
    {
        var outcome = Gpuseg.Succeed(["bids", Raw, Out, "participant", .. options.Split(' '), .. s_fit, "--dry-run", "--json"]);
        Assert.Equal(subjects, Workplace.Parse(outcome.Stdout).GetProperty("sessions").EnumerateArray()
            .Select(session => $"sub-{Text(session, "subject")}"));
    }

    [Theory]
    [InlineData("{raw} {out} both -k 3", 2, "LEVEL is both; it must be participant or group (see gpuseg bids --help)")]
    [InlineData("{raw} {out} group", 3, "holds no results of gpuseg; run the participant level first")]
    [InlineData("{raw} {raw}/derivatives/truth group", 3, "holds a data set that gpuseg did not write (truth)")]
    [InlineData("{raw} {out} group -k 0", 2, "-k is 0")]
    [InlineData("{raw} {out} participant", 2, "'-k' is required")]
    [InlineData("{raw} {out} participant -k 3 --modalities ce:T1w", 2,
        "--modalities: 'ce' of 'ce:T1w' is not an entity with a value, such as ce-gd; give suffixes")]
    [InlineData("{raw} {out} participant -k 3 --participant-label 99", 3, "has no subject sub-99")]
    [InlineData("{raw} {out} participant -k 3 --participant-label 1", 3,
        "has no subject sub-1; did you mean sub-01? It has sub-01, sub-02, sub-03.")]
    [InlineData("{raw} {out} participant -k 3 --modalities T1,FLAIR", 2,
        "--modalities: no image of {raw} is T1; did you mean T1w? Its images are ")]
    [InlineData("{raw} {out} participant -k 3 --participant-label 02 --modalities T2w", 2,
        "no image of {raw} is T2w; its images are FLAIR, T1w, ce-gd:T1w, ADC.")]
    [InlineData("{raw} {out} group --modalities flair", 2, "no image of {raw} is flair; did you mean FLAIR?")]
    [InlineData("{raw} {out} participant -k 3 --runs median", 2, "--runs is median; it must be first, last or mean")]
    [InlineData("{raw} {out} participant -k 3 --session-label 1", 3, "any of the sessions ses-1")]
    [InlineData("{raw} {out} participant -k 3 --bids-filter-file gone.json", 3, "gone.json does not exist")]
    [InlineData("{raw}/sub-01 {out} participant -k 3", 3, "is not a BIDS data set")]
    [InlineData("{raw} {raw} participant -k 3", 3, "holds a data set that gpuseg did not write (raw); give a folder of its own")]
    [InlineData("{raw} {raw}/derivatives/truth participant -k 3", 3, "holds a data set that gpuseg did not write (truth)")]
    [InlineData("{raw} {raw}/README participant -k 3", 3, "README is a file where a folder was expected")]
    [InlineData("{raw} {out} group --covariance diag", 2, "--covariance chooses a segmentation only together with -k")]
    [InlineData("{raw} {out} participant --participant-label 01 --dryrun -k 3", 2, "There is no option --dryrun; did you mean --dry-run?")]
    [InlineData("{raw} {out} participant -k 3 --modalities T1w FLAIR T1w", 2, "--modalities names T1w twice")]
    [InlineData("{raw} {out} participant -k 2 --label-names a\tb,c", 2, "control character in the name for label 1")]
    [InlineData("{raw}", 2, "OUTPUT_DIR is missing (see gpuseg bids --help)")]
    [InlineData("{raw} {raw}/sub-01 participant -k 3", 3,
        "lies in the folder sub-01 of a subject of the raw data set; give a folder outside of it")]
    [InlineData("{raw}/ {raw}/sub-09/x/ participant -k 3", 3, "lies in the folder sub-09 of a subject of the raw data set")]
    public void Rejects_invalid_options(string arguments, int exitCode, string part)
    {
        var before = Tree(Raw);
        Refusal.Of(exitCode, Gpuseg.Run(["bids", .. arguments.Replace("{raw}", Raw, StringComparison.Ordinal)
            .Replace("{out}", Out, StringComparison.Ordinal).Split(' ')]), part.Replace("{raw}", Raw, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Out));
        Assert.Equal(before, Tree(Raw));
    }

    [Fact]
    public void Rejects_an_output_folder_of_a_different_data_set()
    {
        Bids();
        PhantomDataset.Write(_folder.At("other"), 1, cancellation: TestContext.Current.CancellationToken);
        Refusal.Of(3, Gpuseg.Run(["bids", _folder.At("other"), Out, "participant", .. s_fit]),
            "holds results of another data set (../raw instead of ../other)");
    }

    [Theory]
    [InlineData("bids_tcga", 2)]
    [InlineData("bids_openms", 2)]
    public void Segments_real_data_sets(string name, int subjects)
    {
        var outcome = Gpuseg.Succeed("bids", Shared.File("data", name), Out, "participant", "-k", "3", "--mask-rule", "nonzero");
        Assert.EndsWith($"\n{subjects} segmented, 0 complete already, 0 failed\n", outcome.Stdout);
        Assert.All(Directory.GetFiles(Out, "*_dseg.nii.gz", SearchOption.AllDirectories), path =>
            Assert.Equal([0, 1, 2, 3], Workplace.Labels(path).Distinct().Order().Select(label => (int)label)));
    }

    // Temporary files are there for the milliseconds that writing takes.
    private static void KillWhileWriting(string[] arguments, string folder)
    {
        using var process = Gpuseg.Start(arguments);
        while (!process.HasExited && !Left(folder).Any())
        {
        }
        process.Kill();
        process.WaitForExit();
    }

    private static IEnumerable<string> Left(string folder) =>
        ((string[])["sub-01", "sub-02", "sub-03"]).Select(subject => Path.Combine(folder, subject, "anat"))
        .Where(Directory.Exists).SelectMany(anat => Directory.EnumerateFiles(anat, ".*probseg.nii.gz.*.tmp"));

    private Outcome Bids(params string[] more) => Gpuseg.Succeed(["bids", Raw, Out, "participant", .. s_fit, .. more]);

    private string At(string path) => Path.Combine(Out, path);

    private string RawAt(string path) => Path.Combine(Raw, path);

    private JsonElement Json(string path) => Workplace.Parse(File.ReadAllText(At(path)));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    // XXH128 of what comes after the header of a single NIfTI-1 file.
    private string HashOfVoxels(string path)
    {
        using var file = new GZipStream(File.OpenRead(RawAt(path)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return Convert.ToHexStringLower(XxHash128.Hash(bytes.ToArray()[352..]));
    }

    private static SortedDictionary<string, string> Tree(string folder) => Tests.Tree.Of(folder);
}
