using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Tools;
using GpuSeg.Cli.Terminal;

namespace GpuSeg.Cli.Commands.Bench;

/// <summary><c>gpuseg bench</c>: this machine's rates in at most half a minute, on a synthetic brain.</summary>
internal static class BenchCommand
{
    // Features, the backend's copy of them, and one column on its way there.
    private const int CopiesInMemory = 3;
    private const int Images = 4;
    private static readonly int[] s_sizes = [240_000, 1_000_000, 10_000_000, 100_000_000];

    public static Command Create() => CommandFactory.Create(
        "bench", "Measure iterations, complete fits and memory of the backends, in at most half a minute.", new BenchOptions(), Run);

    private static int Run(BenchSettings settings, Messages messages, CancellationToken cancellation)
    {
        var clock = new BenchClock(settings.Quick ? BenchPace.Quick : BenchPace.Usual, cancellation);
        var backends = settings.Backend.StartAll(messages.Detail);
        try
        {
            messages.Working("making a synthetic brain");
            var data = new BenchData();
            BackendBench[] benches =
                [.. backends.Select(backend => new BackendBench(backend, data, clock, messages.Working, cancellation))];
            Measure(benches, data, settings.Quick);
            messages.Done();
            if (settings.Json)
            {
                Console.Out.Write(BenchJson.Write(backends, benches));
            }
            else
            {
                BenchSummary.Print(backends, benches);
            }
        }
        finally
        {
            foreach (var backend in backends)
            {
                backend.Dispose();
            }
        }

        return ExitCodes.Ok;
    }

    private static void Measure(BackendBench[] benches, BenchData data, bool quick)
    {
        // Sizes outside, backends inside: the larger the size, the likelier that time runs out, for all backends alike.
        foreach (var count in quick ? s_sizes[..1] : s_sizes.Where(Fits))
        {
            BackendBench[] inTime = [.. benches.Where(bench => !bench.IsOver(count))];
            if (inTime.Length == 0)
            {
                return;
            }

            var features = data.Repeated(count);
            foreach (var bench in inTime)
            {
                bench.Iterations(features, alsoFirst: !quick);
                if (count == s_sizes[0])
                {
                    bench.Fits(features);
                }
            }
        }
    }

    private static bool Fits(int count) =>
        (long)count * Images * sizeof(float) * CopiesInMemory < GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
