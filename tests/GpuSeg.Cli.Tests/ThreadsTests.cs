using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>Option <c>--threads</c> bounds all threads of the process, not only those of the backend.</summary>
public sealed class ThreadsTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Segments_and_reports_on_one_thread() =>
        RunsOnOneThread(["segment", _place.T1, _place.Flair, "-k", "3", "--n-init", "2", "--probseg", "--report", "-o", _place.Prefix]);

    [Fact]
    public void Explores_on_one_thread() =>
        RunsOnOneThread(["explore", _place.T1, _place.Flair, "-k", "2,3", "--n-init", "2", "-o", Path.Combine(_place.Out, "ex")]);

    [Fact]
    public void Segments_cohort_on_one_thread_besides_the_waiting_one()
    {
        var (raw, results) = (_place.At("raw"), _place.At("results"));
        PhantomDataset.Write(raw, 3, cancellation: TestContext.Current.CancellationToken);
        RunsOnOneThread(["bids", raw, results, "participant", "-k", "2", "--fit", "pooled"]);
        RunsOnOneThread(["bids", raw, results, "group"]);
    }

    [Fact]
    public void Uses_thread_pool_when_several_threads_are_allowed() =>
        Assert.NotEqual(0, PoolItems(["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, "--threads", "3"]));

    // Work beside the calling thread goes to the runtime's pool, which counts it, or to the backend's threads, which have names.
    private void RunsOnOneThread(string[] arguments)
    {
        Assert.Equal(0, PoolItems([.. arguments, "--threads", "1"]));
        Assert.DoesNotContain(Threads(), name => name.StartsWith("GpuSeg worker", StringComparison.Ordinal));
    }

    private long PoolItems(string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
            [StartupHook.ThreadsVariable] = _place.At("threads.txt"),
        };
        var outcome = Gpuseg.RunIn(environment, arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Stderr);
        return long.Parse(File.ReadLines(_place.At("threads.txt")).First());
    }

    private string[] Threads() => [.. File.ReadLines(_place.At("threads.txt")).Skip(1)];
}
