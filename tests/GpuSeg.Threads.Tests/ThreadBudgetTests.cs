namespace GpuSeg.Threads.Tests;

/// <summary>Tests of one class run one after the other, as they must: the budget is that of the process.</summary>
public sealed class ThreadBudgetTests : IDisposable
{
    public void Dispose() => ThreadBudget.Limit = 0;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Keeps_nested_loops_and_tasks_within_limit(int limit)
    {
        ThreadBudget.Limit = limit;
        var (atWork, most, items) = (0, 0, 0);
        var task = ThreadBudget.Run(Nested);
        Nested();
        Assert.True(task.GetAwaiter().GetResult());
        Assert.InRange(most, 1, limit);
        Assert.Equal(2 * 8 * 50, items);
        Assert.Equal(limit - 1, ThreadBudget.Take(100));
        ThreadBudget.Return(limit - 1);

        bool Nested()
        {
            ThreadBudget.For(8, _ => ThreadBudget.For(50, _ =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref atWork));
                Thread.SpinWait(1000);
                Interlocked.Increment(ref items);
                Interlocked.Decrement(ref atWork);
            }));
            return true;
        }
    }

    [Fact]
    public void Runs_everything_on_calling_thread_when_limit_is_one()
    {
        ThreadBudget.Limit = 1;
        var caller = Environment.CurrentManagedThreadId;
        var threads = new HashSet<int>();
        ThreadBudget.For(1000, _ => threads.Add(Environment.CurrentManagedThreadId));
        ThreadBudget.For(10, () => new object(), (_, _) => threads.Add(Environment.CurrentManagedThreadId));
        threads.Add(ThreadBudget.Run(() => Environment.CurrentManagedThreadId).GetAwaiter().GetResult());
        Assert.Equal([caller], threads);
    }

    [Fact]
    public void Uses_several_threads_when_limit_allows()
    {
        ThreadBudget.Limit = 2;
        using var together = new Barrier(2);
        // Each item waits for the other one: on a single thread neither would end.
        ThreadBudget.For(2, _ => Assert.True(together.SignalAndWait(TimeSpan.FromMinutes(1))), most: 2);
    }

    [Fact]
    public void Takes_no_more_than_is_left()
    {
        ThreadBudget.Limit = 4;
        Assert.Equal(2, ThreadBudget.Take(2));
        Assert.Equal(1, ThreadBudget.Take(5));
        Assert.Equal(0, ThreadBudget.Take(1));
        ThreadBudget.Return(3);
        Assert.Equal(3, ThreadBudget.Take(5));
        ThreadBudget.Return(3);
        Assert.Equal(0, ThreadBudget.Take(0));
        Assert.Equal(0, ThreadBudget.Take(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadBudget.Limit = -1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Visits_every_item_once_in_order_of_results(int limit)
    {
        ThreadBudget.Limit = limit;
        int[] items = [.. Enumerable.Range(0, 10_007)];
        Assert.Equal(items.Select(item => 2L * item), ThreadBudget.Select(items, item => 2L * item));
        Assert.Empty(ThreadBudget.Select(Array.Empty<int>(), item => item));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Throws_exception_of_item_and_gives_threads_back(int limit)
    {
        ThreadBudget.Limit = limit;
        var thrown =
            Assert.Throws<InvalidOperationException>(() => ThreadBudget.For(100, i => throw new InvalidOperationException($"item {i}")));
        Assert.StartsWith("item ", thrown.Message, StringComparison.Ordinal);
        var task = ThreadBudget.Run<int>(() => throw new InvalidOperationException("task"));
        Assert.Equal("task", Assert.Throws<InvalidOperationException>(() => task.GetAwaiter().GetResult()).Message);
        Assert.Equal(limit - 1, ThreadBudget.Take(100));
        ThreadBudget.Return(limit - 1);
    }

    [Fact]
    public void Stops_before_next_item_when_cancelled()
    {
        ThreadBudget.Limit = 1;
        using var stop = new CancellationTokenSource();
        var done = 0;
        void Loop() => ThreadBudget.For(100_000, i =>
        {
            done++;
            stop.Cancel();
        }, cancellation: stop.Token);
        Assert.Throws<OperationCanceledException>(Loop);
        Assert.InRange(done, 1, 99_999);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
