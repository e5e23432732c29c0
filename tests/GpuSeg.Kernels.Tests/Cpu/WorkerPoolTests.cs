using System.Collections.Concurrent;
using GpuSeg.Kernels.Cpu.Chunks;

namespace GpuSeg.Kernels.Tests.Cpu;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 1)]
    [InlineData(4, 1000)]
    [InlineData(8, 3)]
    public void Runs_every_chunk_once(int threads, int chunks)
    {
        using var pool = new WorkerPool(threads);
        for (var round = 0; round < 200; round++)
        {
            var runs = new int[chunks];
            pool.Run(chunks, new Work((chunk, _) => Interlocked.Increment(ref runs[chunk])));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Gives_every_thread_a_worker_of_its_own()
    {
        using var pool = new WorkerPool(4);
        var workers = new ConcurrentDictionary<int, int>();
        for (var round = 0; round < 200; round++)
        {
            pool.Run(50, new Work((_, worker) => Assert.Equal(
                Environment.CurrentManagedThreadId, workers.GetOrAdd(worker, Environment.CurrentManagedThreadId))));
        }

        Assert.All(workers.Keys, worker => Assert.InRange(worker, 0, 3));
    }

    [Fact]
    public void Runs_after_a_sleep()
    {
        using var pool = new WorkerPool(2);
        using var both = new Barrier(2);
        for (var round = 0; round < 3; round++)
        {
            Thread.Sleep(20);

            // Each of the two chunks waits for the other: a single thread would wait forever.
            pool.Run(
                2,
                new Work((_, _) => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken))));
        }
    }

    [Fact]
    public void Throws_the_exception_of_a_chunk_and_stays_usable()
    {
        using var pool = new WorkerPool(3);
        var failing = new Work((chunk, _) => throw new InvalidOperationException($"chunk {chunk}"));
        var failure = Assert.Throws<InvalidOperationException>(() => pool.Run(20, failing));
        Assert.StartsWith("chunk ", failure.Message, StringComparison.Ordinal);
        var runs = 0;
        pool.Run(20, new Work((_, _) => Interlocked.Increment(ref runs)));
        Assert.Equal(20, runs);
    }

    [Fact]
    public void Ends_when_disposed_twice()
    {
        var pool = new WorkerPool(3);
        pool.Dispose();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Run(1, new Work((_, _) => { })));
    }

    private sealed class Work(Action<int, int> run) : IChunkWork
    {
        public void Run(int chunk, int worker) => run(chunk, worker);
    }
}
