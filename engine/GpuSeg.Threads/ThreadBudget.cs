using System.Runtime.ExceptionServices;

namespace GpuSeg.Threads;

/// <summary>
/// The threads that the process keeps at work: loops, tasks and pools take threads from it and give them back. A caller that gets fewer
/// threads than it asked for, or none, does the work on its own thread, so nothing ever waits for the budget. Results must not depend
/// on the number of threads.
/// </summary>
public static class ThreadBudget
{
    // Enough chunks per thread to balance the load; a loop over few items hands them out one by one.
    private const int ChunksPerThread = 64;

    private static int s_limit;
    private static int s_taken;

    /// <summary>The most threads at work at a time, the callers' included; 0, the default, for no bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static int Limit
    {
        get => Volatile.Read(ref s_limit);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Volatile.Write(ref s_limit, value);
        }
    }

    /// <summary>Takes up to <paramref name="most"/> threads besides the caller's, and returns how many it got; never waits.</summary>
    public static int Take(int most)
    {
        for (var taken = Volatile.Read(ref s_taken); most > 0; taken = Volatile.Read(ref s_taken))
        {
            var got = Limit == 0 ? most : Math.Min(most, Limit - 1 - taken);
            if (got <= 0)
            {
                return 0;
            }

            if (Interlocked.CompareExchange(ref s_taken, taken + got, taken) == taken)
            {
                return got;
            }
        }

        return 0;
    }

    /// <summary>Gives threads back that <see cref="Take"/> returned.</summary>
    public static void Return(int threads) => Interlocked.Add(ref s_taken, -threads);

    /// <summary>
    /// Runs <paramref name="body"/> for 0 .. <paramref name="count"/> - 1, on as many threads as the CPUs and the budget allow.
    /// </summary>
    /// <param name="count">The number of items.</param>
    /// <param name="body">Does the work of one item.</param>
    /// <param name="most">The most threads, the caller's included; 0 or less for no further bound.</param>
    /// <param name="cancellation">Stops before the next item.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    /// <exception cref="Exception">The first exception of an item, as it was thrown; items not yet started are skipped.</exception>
    public static void For(int count, Action<int> body, int most = 0, CancellationToken cancellation = default) =>
        For(count, static () => 0, (i, _) => body(i), most, cancellation);

    /// <summary>Runs <paramref name="body"/> for 0 .. <paramref name="count"/> - 1, with an object of its own for each thread.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="local">Makes the object of a thread.</param>
    /// <param name="body">Does the work of one item.</param>
    /// <param name="most">The most threads, the caller's included; 0 or less for no further bound.</param>
    /// <param name="cancellation">Stops before the next item.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    /// <exception cref="Exception">The first exception of an item, as it was thrown; items not yet started are skipped.</exception>
    public static void For<TLocal>(
        int count, Func<TLocal> local, Action<int, TLocal> body, int most = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(body);
        var wanted = Math.Min(count, most > 0 ? most : Environment.ProcessorCount);
        var extra = Take(wanted - 1);
        try
        {
            var loop = new Loop<TLocal>(count, Math.Max(1, count / ((extra + 1) * ChunksPerThread)), local, body, cancellation);
            if (extra == 0)
            {
                loop.Work();
            }
            else
            {
                Parallel.For(0, extra + 1, new ParallelOptions { MaxDegreeOfParallelism = extra + 1 }, _ => loop.Work());
            }

            loop.Rethrow();
        }
        finally
        {
            Return(extra);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Computes a result for every item, in the order of the items.</summary>
    /// <param name="items">The items.</param>
    /// <param name="select">Computes the result of one item.</param>
    /// <param name="cancellation">Stops before the next item.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static TResult[] Select<TSource, TResult>(
        IReadOnlyList<TSource> items, Func<TSource, TResult> select, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(select);
        var results = new TResult[items.Count];
        For(results.Length, i => results[i] = select(items[i]), cancellation: cancellation);
        return results;
    }

    /// <summary>Runs a function beside the caller if the budget has a thread left, else at once on the caller's thread.</summary>
    public static Task<TResult> Run<TResult>(Func<TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (Take(1) == 0)
        {
            var task = new Task<TResult>(function);
            task.RunSynchronously(TaskScheduler.Default);
            return task;
        }

        return Task.Run(() =>
        {
            try
            {
                return function();
            }
            finally
            {
                Return(1);
            }
        });
    }

    private sealed class Loop<TLocal>(int count, int chunk, Func<TLocal> local, Action<int, TLocal> body, CancellationToken cancellation)
    {
        private long _next;
        private ExceptionDispatchInfo? _failure;

        public void Work()
        {
            try
            {
                var mine = local();
                while (_failure is null && !cancellation.IsCancellationRequested)
                {
                    var start = Interlocked.Add(ref _next, chunk) - chunk;
                    if (start >= count)
                    {
                        return;
                    }

                    for (var i = (int)start; i < Math.Min(start + chunk, count); i++)
                    {
                        body(i, mine);
                    }
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }

        public void Rethrow() => _failure?.Throw();
    }
}
