using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>One segmentation of one session.</summary>
/// <param name="Subject">Label without sub-.</param>
/// <param name="Session">Label without ses-, or null.</param>
/// <param name="Segmentation">Value of the entity seg.</param>
/// <param name="State">Whether results exist.</param>
public sealed record GroupRow(string Subject, string? Session, string Segmentation, GroupState State)
{
    /// <summary>sub-01, or sub-01_ses-02.</summary>
    public string Id => BidsSession.IdOf(Subject, Session);

    /// <summary>Name of the state for programs.</summary>
    public string StateName => State.ToString().ToLowerInvariant();

    /// <summary>The results, labels in the order of the group; null if they are not complete.</summary>
    public SessionResult? Result { get; init; }

    /// <summary>The session's own labels that match the labels of the group.</summary>
    public LabelMatch? Match { get; init; }

    /// <summary>The difference of the session's channels from those of most sessions; null if there is none.</summary>
    public ChannelDifference? OtherChannels { get; init; }

    /// <summary>The given intracranial volume in mL, or null.</summary>
    public double? IntracranialVolume { get; init; }

    /// <summary>The change of the labels since the subject's first session; null if the subject has no model of its own.</summary>
    public VolumeChange? Change { get; init; }

    /// <summary>Reason, in a sentence, why the session is not complete.</summary>
    public string? Reason { get; init; }

    /// <summary>The warnings, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Path of the session's own page, relative to the group's page, or null if it does not exist.</summary>
    public string? Report { get; init; }
}

/// <summary>Whether a session has results.</summary>
public enum GroupState
{
    /// <summary>All files exist.</summary>
    Complete,

    /// <summary>The session could not be segmented, or its files cannot be read.</summary>
    Failed,

    /// <summary>No participant level has segmented the session yet.</summary>
    Missing,
}
