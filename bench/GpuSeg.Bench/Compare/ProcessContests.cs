using System.Diagnostics;
using System.Globalization;
using GpuSeg.Bench.Data;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Bench.Compare;

/// <summary>Rows of whole processes: from images on disk to a label map on disk, in a fresh process each time.</summary>
internal sealed class ProcessContests(CompareOptions options, string[] images, ScratchFolder scratch, IEnumerable<string> backends)
{
    private const string K = "3";

    public IEnumerable<PlannedRow> Rows()
    {
        yield return Row(
            $"Process: {images.Length} x .nii.gz to label map, mixture K={K}", Goals.Process, images,
            child => child.WallSeconds, "from process start to exit, files in the page cache; gpuseg also writes table, model and sidecar");
        yield return Row(
            $"CPU seconds of the process: {Path.GetFileName(images[0])} to label map, mixture K={K}", Goals.ProcessorSeconds, images[..1],
            child => child.ProcessorSeconds, "user and system time of all threads");
        yield return new(
            $"Process: the founding example, {images.Length} x .nii.gz to all label maps and figures", Goals.Exploration, Exploration);
    }

    // The fits and figures of the founding example: every image alone and all together, mixtures with K = 2..4, one start.
    private Contest Exploration()
    {
        Require();
        var expected = new Lazy<byte[]>(() =>
        {
            Ours(images, "reference");
            return Labels("ours_dseg.nii.gz");
        });
        return new(
            [.. backends.Select(backend => new Contender($"gpuseg explore --backend {backend}", () => Explore(backend).WallSeconds, () =>
            {
                Explore(backend);
                return EqualLabels(Labels("explore/maps/all_gmm_k3_dseg.nii.gz"), expected.Value);
            }))],
            [.. ThreadCount.Tried.Select(t => new Contender(
                $"nibabel + scikit-learn + matplotlib script, {ThreadCount.Text(t)}",
                () => Theirs("explore.py", t, [scratch.Path, .. images]).WallSeconds))],
            "from process start to exit; gpuseg also scores every fit, continues it to its optimum, and writes SVG, a table and a page");
    }

    private ChildProcess Explore(string backend) => ChildProcess.Run(new(
        Path.GetFullPath(options.GpuSeg),
        [
            "explore", .. images, "-k", "2-4", "--methods", "gmm", "--scale", "none", "--n-init", "1", "-o", scratch["explore"],
            "--backend", backend, "--overwrite",
        ]));

    private PlannedRow Row(string name, Goal goal, string[] files, Func<ChildProcess, double> cost, string note) => new(name, goal, () =>
    {
        Require();
        var expected = new Lazy<byte[]>(() =>
        {
            Ours(files, "reference");
            return Labels("ours_dseg.nii.gz");
        });
        return new(
            [.. backends.Select(backend => new Contender($"gpuseg segment --backend {backend}", () => cost(Ours(files, backend)), () =>
            {
                Ours(files, backend);
                return EqualLabels(Labels("ours_dseg.nii.gz"), expected.Value);
            }))],
            [.. ThreadCount.Tried.Select(t => new Contender(
                $"nibabel + scikit-learn script, {ThreadCount.Text(t)}",
                () => cost(Theirs("segment.py", t, [K, scratch["theirs.nii.gz"], "1", .. files]))))],
            note);
    });

    private void Require()
    {
        if (!File.Exists(options.GpuSeg))
        {
            throw new NotMeasuredException($"{options.GpuSeg} is missing; publish it with: dotnet publish host/GpuSeg.Cli -c Release");
        }
    }

    private static double EqualLabels(byte[] labels, byte[] expected)
    {
        int[] inside = [.. Enumerable.Range(0, expected.Length).Where(i => expected[i] > 0)];
        return (double)inside.Count(i => labels[i] == expected[i]) / inside.Length;
    }

    private byte[] Labels(string file)
    {
        var volume = NiftiReader.Read(scratch[file])[0];
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return [.. values.Select(value => (byte)value)];
    }

    private ChildProcess Ours(string[] files, string backend) => ChildProcess.Run(new(
        Path.GetFullPath(options.GpuSeg), ["segment", .. files, "-k", K, "-o", scratch["ours"], "--backend", backend, "--overwrite"]));

    private ChildProcess Theirs(string script, int t, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(options.Python, [Peer.Script(script), .. arguments]);
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = t.ToString(CultureInfo.InvariantCulture);
        return ChildProcess.Run(start);
    }
}
