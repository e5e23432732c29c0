using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Cli.Commands.Bench;

/// <summary>The measurements, for people.</summary>
internal static class BenchSummary
{
    public static void Print(IReadOnlyList<IBackend> backends, BackendBench[] benches)
    {
        Console.Out.WriteLine($"gpuseg {AppVersion.Text}, {Environment.ProcessorCount} logical cores; "
            + "voxels of a synthetic brain, full covariances, medians");
        foreach (var backend in backends)
        {
            Console.Out.WriteLine($"{backend.Name}: {backend.Device}");
        }

        Table.Write(
            ["backend", "what", "voxels", "images", "clusters", "ms", "Mvoxel/s", "GB/s", "of memory"],
            benches.SelectMany(bench => bench.Rows).Select(Cells));
        foreach (var sentence in benches.SelectMany(bench => bench.LeftOut))
        {
            Console.Out.WriteLine($"not measured: {sentence}");
        }
    }

    private static string[] Cells(BenchRow row) =>
    [
        row.Backend,
        BenchWhat.Text(row.What),
        $"{row.Voxels:N0}",
        $"{row.Features}",
        row.Clusters == 0 ? "-" : $"{row.Clusters}",
        $"{row.Seconds * 1e3:F3}",
        $"{row.MegavoxelsPerSecond:F1}",
        double.IsNaN(row.BytesPerSecond) ? "-" : $"{row.BytesPerSecond / 1e9:F1}",
        double.IsNaN(row.Share) ? "-" : $"{row.Share * 100:F0} %",
    ];
}
