using GpuSeg.Engine.Passes;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>Backends for workers that each segment a session: one GPU for all workers, or CPU threads for each.</summary>
/// <param name="start">Starts a backend, given threads and work; see <see cref="Segmentation.Segmenter.Work"/>.</param>
/// <param name="threads">Threads of each worker.</param>
/// <param name="work">Work of all sessions together.</param>
internal sealed class SessionBackends(Func<int, long, IBackend> start, int threads, long work) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<IBackend> _started = [];

    /// <summary>Returns a backend that the calling worker keeps.</summary>
    public IBackend Take()
    {
        lock (_lock)
        {
            if (_started is not [{ HasDevice: true }])
            {
                _started.Add(start(threads, work));
            }

            return _started[^1];
        }
    }

    public void Dispose() => _started.ForEach(backend => backend.Dispose());
}
