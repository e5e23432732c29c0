using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>One segmentation of one session.</summary>
/// <param name="Subject">Label without sub-.</param>
/// <param name="Session">Label without ses-, or null.</param>
/// <param name="Segmentation">Value of the entity seg.</param>
/// <param name="State">What there is of it.</param>
public sealed record GroupRow(string Subject, string? Session, string Segmentation, GroupState State)
{
    /// <summary>sub-01, or sub-01_ses-02.</summary>
    public string Id => BidsSession.IdOf(Subject, Session);

    /// <summary>The state as programs read it.</summary>
    public string StateName => State.ToString().ToLowerInvariant();

    /// <summary>What was found, its labels in the order of the group; null where it is not complete.</summary>
    public SessionResult? Result { get; init; }

    /// <summary>Which of its own labels these are.</summary>
    public LabelMatch? Match { get; init; }

    /// <summary>Why it is not complete, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>What a user should know, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The session's own page, relative to the group's, or null where there is none.</summary>
    public string? Report { get; init; }
}

/// <summary>What there is of a session.</summary>
public enum GroupState
{
    /// <summary>All files.</summary>
    Complete,

    /// <summary>It could not be segmented, or its files cannot be read.</summary>
    Failed,

    /// <summary>No participant level has come to it.</summary>
    Missing,
}
