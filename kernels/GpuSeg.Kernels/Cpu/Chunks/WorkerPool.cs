using System.Diagnostics;
using System.Runtime.ExceptionServices;
using GpuSeg.Threads;

namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>Work in independent chunks.</summary>
internal interface IChunkWork
{
    /// <summary>Does <paramref name="chunk"/> on thread <paramref name="worker"/>, whose memory no other thread uses meanwhile.</summary>
    void Run(int chunk, int worker);
}

/// <summary>
/// Threads that are kept, so that a pass of half a millisecond does not pay for starting them; the caller is one of them.
/// A pass uses as many of them as the <see cref="ThreadBudget"/> has left.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    // An M-step on the host lies between two passes: shorter than this, while waking a blocked thread costs about as much.
    private static readonly long s_patience = Stopwatch.Frequency / 5000;

    private readonly Lock _oneCaller = new();
    private readonly object _wake = new();
    private readonly Thread[] _threads;
    private volatile int _round;
    private volatile int _atWork;
    private volatile bool _stopping;
    private IChunkWork? _work;
    private Exception? _failure;
    private int _chunks;
    private int _unclaimed;
    private int _unfinished;

    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"GpuSeg worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Number of threads that share the work, the caller included.</summary>
    public int Threads => _threads.Length + 1;

    /// <summary>Runs chunks 0 .. <paramref name="chunks"/> - 1, each once, and returns when all have ended.</summary>
    /// <exception cref="Exception">The first exception of a chunk; the pool stays usable.</exception>
    public void Run(int chunks, IChunkWork work)
    {
        lock (_oneCaller)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            var taken = ThreadBudget.Take(Math.Min(_threads.Length, chunks - 1));
            _atWork = taken;
            Announce(chunks, work);
            Claim(0);
            for (var spin = default(SpinWait); Volatile.Read(ref _unfinished) > 0;)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            ThreadBudget.Return(taken);
            _work = null;
            if (Interlocked.Exchange(ref _failure, null) is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    public void Dispose()
    {
        lock (_oneCaller)
        {
            _stopping = true;
            lock (_wake)
            {
                Monitor.PulseAll(_wake);
            }

            foreach (var thread in _threads)
            {
                thread.Join();
            }
        }
    }

    private void Announce(int chunks, IChunkWork work)
    {
        (_work, _chunks) = (work, chunks);
        Volatile.Write(ref _unfinished, chunks);
        Interlocked.Exchange(ref _unclaimed, chunks);
        if (_atWork > 0)
        {
            lock (_wake)
            {
                _round++;
                Monitor.PulseAll(_wake);
            }
        }
    }

    // Claims count down to below zero, so that a thread late from an earlier round takes nothing or a valid chunk of this round.
    private void Claim(int worker)
    {
        for (int claim; (claim = Interlocked.Decrement(ref _unclaimed)) >= 0;)
        {
            try
            {
                _work!.Run(_chunks - 1 - claim, worker);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref _failure, failure, null);
            }

            Interlocked.Decrement(ref _unfinished);
        }
    }

    private void Serve(int worker)
    {
        for (var seen = 0; !_stopping; seen = Await(seen))
        {
            if (worker <= _atWork)
            {
                Claim(worker);
            }
        }
    }

    private int Await(int seen)
    {
        for (var start = Stopwatch.GetTimestamp(); _round == seen && !_stopping;)
        {
            if (Stopwatch.GetTimestamp() - start > s_patience)
            {
                Block(seen);
            }

            Thread.SpinWait(10);
        }

        return _round;
    }

    private void Block(int seen)
    {
        lock (_wake)
        {
            while (_round == seen && !_stopping)
            {
                Monitor.Wait(_wake);
            }
        }
    }
}
