using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>What became of a session.</summary>
/// <param name="Plan">What was to be done.</param>
/// <param name="State">How it ended.</param>
/// <param name="Message">A few words, or where it failed a sentence.</param>
/// <param name="Warnings">What a user should know, a sentence each.</param>
public sealed record SessionOutcome(SessionPlan Plan, SessionState State, string Message, IReadOnlyList<string> Warnings)
{
    /// <summary>The session's page, relative to the data set; null where none was made or looked at.</summary>
    public string? Page { get; init; }

    /// <summary>Why there is no page of its results, in a sentence; null where there is one, or none was to be made.</summary>
    public string? PageFailure { get; init; }

    /// <summary>Whether a log that should have been brought up to date was not; a warning says why.</summary>
    public bool LogFailed { get; init; }

    /// <summary>The state as programs read it.</summary>
    public string StateName => State == SessionState.NotTried ? "not_tried" : State.ToString().ToLowerInvariant();

    /// <summary>The warnings, and of work that was tried what the plan leaves out.</summary>
    public IEnumerable<string> AllWarnings => [.. State is SessionState.Segmented or SessionState.Failed ? Plan.Notes : [], .. Warnings];
}

/// <summary>How a session ended.</summary>
public enum SessionState
{
    /// <summary>It was segmented in this run.</summary>
    Segmented,

    /// <summary>An earlier run had segmented it in the same way.</summary>
    Complete,

    /// <summary>It could not be segmented.</summary>
    Failed,

    /// <summary>The run stopped before it.</summary>
    NotTried,
}
