namespace GpuSeg.Imaging.Bids;

/// <summary>What a run over many sessions may use.</summary>
/// <param name="Threads">Of the processor, at least 1.</param>
/// <param name="MemoryBytes">Of the whole process, or null for no limit.</param>
public sealed record CohortLimits(int Threads, long? MemoryBytes = null)
{
    /// <summary>What the process takes before the first session, and for the collector's delay.</summary>
    public const long ProcessBytes = 160L << 20;

    /// <summary>How many sessions are segmented at a time: one for each thread, but no more than memory allows.</summary>
    /// <param name="sessions">What each session takes at most, in bytes.</param>
    public int InFlight(IReadOnlyCollection<long> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var most = Math.Max(1, Math.Min(sessions.Count, Threads));
        var largest = sessions.Where(Fits).DefaultIfEmpty(1).Max();
        return MemoryBytes is { } bytes ? (int)Math.Clamp((bytes - ProcessBytes) / largest, 1, most) : most;
    }

    /// <summary>Whether a session that takes so much can be segmented at all.</summary>
    public bool Fits(long session) => MemoryBytes is not { } bytes || session <= bytes - ProcessBytes;
}
