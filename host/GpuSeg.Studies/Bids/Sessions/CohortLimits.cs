namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>What a run over many sessions may use.</summary>
/// <param name="Threads">Of the processor, at least 1.</param>
/// <param name="MemoryBytes">Of the whole process, or null for no limit.</param>
public sealed record CohortLimits(int Threads, long? MemoryBytes = null)
{
    /// <summary>What the process takes before the first session, and for the collector's delay.</summary>
    public const long ProcessBytes = 160L << 20;

    /// <summary>Of that, what is not the collector's: code, threads, what libraries keep for themselves.</summary>
    public const long BesideHeapBytes = 96L << 20;

    /// <summary>What the collector's heap may take, or null for no limit.</summary>
    public long? HeapBytes => MemoryBytes - BesideHeapBytes;

    /// <summary>How many of the sessions that fit are segmented at a time: one for each thread, but no more than memory allows.</summary>
    /// <param name="sessions">What each session takes at most, in bytes.</param>
    public int ConcurrentSessions(IReadOnlyCollection<long> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        long[] fitting = [.. sessions.Where(Fits)];
        var most = Math.Max(1, Math.Min(fitting.Length, Threads));
        var largest = fitting.DefaultIfEmpty(1).Max();
        return MemoryBytes is { } bytes ? (int)Math.Clamp((bytes - ProcessBytes) / largest, 1, most) : most;
    }

    /// <summary>Whether so much may be taken beside what the process takes.</summary>
    public bool Fits(long session) => MemoryBytes is not { } bytes || session <= bytes - ProcessBytes;
}
