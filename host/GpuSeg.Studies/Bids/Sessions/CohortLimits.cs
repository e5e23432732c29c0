namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>The threads and memory that a run over many sessions may use.</summary>
/// <param name="Threads">CPU threads, at least 1.</param>
/// <param name="MemoryBytes">Memory of the whole process, or null for no limit.</param>
public sealed record CohortLimits(int Threads, long? MemoryBytes = null)
{
    /// <summary>Memory that the process takes before the first session, and for garbage not yet collected.</summary>
    public const long ProcessBytes = 160L << 20;

    /// <summary>The part of <see cref="ProcessBytes"/> outside the collector's heap: code, threads, memory of native libraries.</summary>
    public const long BesideHeapBytes = 96L << 20;

    /// <summary>Bound on the collector's heap, or null for no limit.</summary>
    public long? HeapBytes => MemoryBytes - BesideHeapBytes;

    /// <summary>Computes how many of the sessions that fit are segmented at a time: one for each thread, if memory allows.</summary>
    /// <param name="sessions">Upper bound on the memory of each session, in bytes.</param>
    public int ConcurrentSessions(IReadOnlyCollection<long> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        long[] fitting = [.. sessions.Where(Fits)];
        var most = Math.Max(1, Math.Min(fitting.Length, Threads));
        var largest = fitting.DefaultIfEmpty(1).Max();
        return MemoryBytes is { } bytes ? (int)Math.Clamp((bytes - ProcessBytes) / largest, 1, most) : most;
    }

    /// <summary>Returns whether a session of this many bytes fits beside the memory of the process.</summary>
    public bool Fits(long session) => MemoryBytes is not { } bytes || session <= bytes - ProcessBytes;
}
