namespace GpuSeg.Studies.Bids.Group;

/// <summary>The results that a group shows, and the way it shows them.</summary>
public sealed record GroupRequest
{
    /// <summary>The segmentation wanted (the value of the entity seg), or null for all segmentations found.</summary>
    public string? Only { get; init; }

    /// <summary>Whether results of sessions that are not planned are shown too.</summary>
    public bool Others { get; init; } = true;

    /// <summary>The rule that numbers matched labels (weight, mean:NAME or none); null for the rule of the sessions.</summary>
    public string? Order { get; init; }

    /// <summary>The intracranial volumes that labels are compared with, or null.</summary>
    public IntracranialVolumes? Volumes { get; init; }
}
