using System.CommandLine;
using GpuSeg.Cli.Measuring;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg bench</c>: this machine's numbers in at most half a minute, on a brain that is made on the spot.</summary>
internal sealed class BenchCommand
{
    // Features, the backend's copy of them, and one column on its way there.
    private const int CopiesInMemory = 3;
    private const int Images = 4;
    private static readonly int[] s_sizes = [240_000, 1_000_000, 10_000_000, 100_000_000];

    private readonly BackendChoice _backend = new("each that suits this machine");
    private readonly Option<bool> _quick = new("--quick") { Description = "A few seconds: the smallest size, fewer turns." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on stdout." };

    public static Command Create() => new BenchCommand().Build();

    private Command Build()
    {
        var command = new Command("bench", "Measure iterations, complete fits and memory of the backends, in at most half a minute.");
        _backend.AddTo(command);
        command.Options.Add(_quick);
        command.Options.Add(_json);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var messages = new Messages(parsed.GetValue(Runner.Verbose));
        var quick = parsed.GetValue(_quick);
        var clock = new BenchClock(quick ? BenchPace.Quick : BenchPace.Usual, cancellation);
        var backends = _backend.StartAll(parsed, messages.Detail);
        try
        {
            messages.Working("making a brain");
            var data = new BenchData();
            BackendBench[] benches = [.. backends.Select(backend => new BackendBench(backend, data, clock, messages.Working, cancellation))];
            Measure(benches, data, quick);
            messages.Done();
            Print(parsed.GetValue(_json), backends, benches);
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
        // Sizes outside, backends inside: the larger the size the likelier that time runs out, for all backends alike.
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

    private static void Print(bool json, IReadOnlyList<IBackend> backends, BackendBench[] benches)
    {
        if (json)
        {
            Console.Out.Write(BenchJson.Of(backends, benches));
        }
        else
        {
            BenchSummary.Print(backends, benches);
        }
    }
}
