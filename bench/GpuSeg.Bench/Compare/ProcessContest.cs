using System.Diagnostics;
using System.Globalization;
using GpuSeg.Bench.Data;

namespace GpuSeg.Bench.Compare;

/// <summary>The row of whole processes: images on disk to a label map on disk, each time a fresh process.</summary>
internal sealed class ProcessContest(CompareOptions options, string[] images, ScratchFolder scratch, IEnumerable<string> backends)
{
    private const string K = "3";

    /// <summary>The row, or none where the command has not been published.</summary>
    public IEnumerable<Contest> Contests()
    {
        if (!File.Exists(options.GpuSeg))
        {
            Console.Error.WriteLine($"not measured: whole processes; there is no {options.GpuSeg}, publish it with: dotnet publish host/GpuSeg.Cli -c Release");
            yield break;
        }

        yield return new(
            $"Process: {images.Length} x .nii.gz to label map, mixture K={K}",
            5,
            [.. backends.Select(name => new Contender($"gpuseg segment --backend {name}", () => Ours(name)))],
            [.. ThreadCount.Tried.Select(t => new Contender($"nibabel + scikit-learn script, {ThreadCount.Text(t)}", () => Theirs(t)))],
            "from process start to exit, files in the page cache; gpuseg also writes table, model and sidecar");
    }

    private double Ours(string backend) => Time(new(
        Path.GetFullPath(options.GpuSeg), ["segment", .. images, "-k", K, "-o", scratch["ours"], "--backend", backend, "--overwrite"]));

    private double Theirs(int t)
    {
        var start = new ProcessStartInfo(options.Python, [Peer.Script("segment.py"), K, scratch["theirs.nii.gz"], .. images]);
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = t.ToString(CultureInfo.InvariantCulture);
        return Time(start);
    }

    private static double Time(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? seconds
            : throw new PeerException($"{Path.GetFileName(start.FileName)} ended with exit code {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
    }
}
