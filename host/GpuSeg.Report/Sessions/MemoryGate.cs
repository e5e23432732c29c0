namespace GpuSeg.Report.Sessions;

/// <summary>A gate that admits work while its memory fits; work that does not fit at all is admitted alone.</summary>
/// <param name="bytes">Memory in total.</param>
internal sealed class MemoryGate(long bytes)
{
    private const int MillisecondsBetweenLooks = 100;

    private readonly object _gate = new();
    private long _taken;

    /// <summary>Waits until memory is free, and takes it.</summary>
    /// <returns>The memory; disposing of it gives it back.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IDisposable Enter(long need, CancellationToken cancellation)
    {
        lock (_gate)
        {
            while (_taken > 0 && _taken + need > bytes)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, MillisecondsBetweenLooks);
            }

            _taken += need;
        }

        return new Place(this, need);
    }

    private void Leave(long need)
    {
        lock (_gate)
        {
            _taken -= need;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Place(MemoryGate gate, long need) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (!_left)
            {
                gate.Leave(need);
            }

            _left = true;
        }
    }
}
