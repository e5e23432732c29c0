namespace GpuSeg.Report.Sessions;

/// <summary>Memory that work is let into as far as it fits; what does not fit at all is let in alone.</summary>
/// <param name="bytes">How much there is.</param>
internal sealed class MemoryGate(long bytes)
{
    private const int MillisecondsBetweenLooks = 100;

    private readonly object _gate = new();
    private long _taken;

    /// <summary>Waits until there is room.</summary>
    /// <returns>Gives it back when disposed of.</returns>
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

    private sealed class Place(MemoryGate room, long need) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (!_left)
            {
                room.Leave(need);
            }

            _left = true;
        }
    }
}
