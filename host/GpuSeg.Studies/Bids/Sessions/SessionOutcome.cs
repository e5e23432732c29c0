using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>The outcome of a session.</summary>
/// <param name="Plan">Plan of the session.</param>
/// <param name="State">End of the session.</param>
/// <param name="Message">A few words, or a sentence if the session failed.</param>
/// <param name="Warnings">What a user should know, a sentence each.</param>
public sealed record SessionOutcome(SessionPlan Plan, SessionState State, string Message, IReadOnlyList<string> Warnings)
{
    /// <summary>Path of the session's page, relative to the data set; null if no page was made or checked.</summary>
    public string? Page { get; init; }

    /// <summary>Reason, in a sentence, why a wanted page is missing; null if it exists or was not wanted.</summary>
    public string? PageFailure { get; init; }

    /// <summary>Whether the log could not be updated; a warning says why.</summary>
    public bool LogFailed { get; init; }

    /// <summary>Name of the state for programs.</summary>
    public string StateName => State == SessionState.NotTried ? "not_tried" : State.ToString().ToLowerInvariant();

    /// <summary>The warnings and, if the session was tried, a sentence for every file that the plan leaves out.</summary>
    public IEnumerable<string> AllWarnings => [.. State is SessionState.Segmented or SessionState.Failed ? Plan.Notes : [], .. Warnings];
}

/// <summary>The end of a session.</summary>
public enum SessionState
{
    /// <summary>Segmented in this run.</summary>
    Segmented,

    /// <summary>Segmented in the same way by an earlier run.</summary>
    Complete,

    /// <summary>Not segmented because of an error.</summary>
    Failed,

    /// <summary>Not tried because the run stopped before.</summary>
    NotTried,
}
