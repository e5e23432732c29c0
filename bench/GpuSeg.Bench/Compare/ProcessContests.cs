using System.Diagnostics;
using System.Globalization;
using GpuSeg.Bench.Data;
using GpuSeg.Imaging;

namespace GpuSeg.Bench.Compare;

/// <summary>The rows of whole processes: images on disk to a label map on disk, each time a fresh process.</summary>
internal sealed class ProcessContests(CompareOptions options, string[] images, ScratchFolder scratch, IEnumerable<string> backends)
{
    private const string K = "3";

    public IEnumerable<PlannedRow> Rows()
    {
        yield return Row($"Process: {images.Length} x .nii.gz to label map, mixture K={K}", Goals.Process, images, child => child.WallSeconds,
            "from process start to exit, files in the page cache; gpuseg also writes table, model and sidecar");
        yield return Row($"CPU seconds of the process: {Path.GetFileName(images[0])} to label map, mixture K={K}", Goals.ProcessorSeconds, images[..1],
            child => child.ProcessorSeconds, "user and system time of all threads");
    }

    private PlannedRow Row(string name, Goal goal, string[] files, Func<ChildProcess, double> cost, string note) => new(name, goal, () =>
    {
        Require();
        var expected = new Lazy<byte[]>(() =>
        {
            Ours(files, "reference");
            return Labels();
        });
        return new(
            [.. backends.Select(backend => new Contender($"gpuseg segment --backend {backend}", () => cost(Ours(files, backend)), () => EqualLabels(files, backend, expected.Value)))],
            [.. ThreadCount.Tried.Select(t => new Contender($"nibabel + scikit-learn script, {ThreadCount.Text(t)}", () => cost(Theirs(files, t))))],
            note);
    });

    private void Require()
    {
        if (!File.Exists(options.GpuSeg))
        {
            throw new NotMeasuredException($"there is no {options.GpuSeg}; publish it with: dotnet publish host/GpuSeg.Cli -c Release");
        }
    }

    private double EqualLabels(string[] files, string backend, byte[] expected)
    {
        Ours(files, backend);
        var labels = Labels();
        int[] inside = [.. Enumerable.Range(0, expected.Length).Where(i => expected[i] > 0)];
        return (double)inside.Count(i => labels[i] == expected[i]) / inside.Length;
    }

    private byte[] Labels()
    {
        var volume = NiftiReader.Read(scratch["ours_dseg.nii.gz"])[0];
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return [.. values.Select(value => (byte)value)];
    }

    private ChildProcess Ours(string[] files, string backend) => ChildProcess.Run(new(
        Path.GetFullPath(options.GpuSeg), ["segment", .. files, "-k", K, "-o", scratch["ours"], "--backend", backend, "--overwrite"]));

    private ChildProcess Theirs(string[] files, int t)
    {
        var start = new ProcessStartInfo(options.Python, [Peer.Script("segment.py"), K, scratch["theirs.nii.gz"], .. files]);
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = t.ToString(CultureInfo.InvariantCulture);
        return ChildProcess.Run(start);
    }
}
