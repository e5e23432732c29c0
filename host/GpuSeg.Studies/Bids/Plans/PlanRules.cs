using GpuSeg.Images.Regridding;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>The user's decisions about sessions that offer more or fewer images than one per channel.</summary>
public sealed record PlanRules
{
    /// <summary>The run that is taken if a session has several of one image.</summary>
    public RunChoice Runs { get; init; }

    /// <summary>The grid that the images of a session are resampled onto, or null to refuse images on different grids.</summary>
    public TargetGrid? Regrid { get; init; }

    /// <summary>Whether a session that lacks a channel of the cohort is segmented from the channels that it has.</summary>
    public bool AllowMissing { get; init; }
}

/// <summary>The run that is taken if a session has several of one image.</summary>
public enum RunChoice
{
    /// <summary>The first that can be a channel.</summary>
    First,

    /// <summary>The last that can be a channel: of repeated scans often the one without motion.</summary>
    Last,

    /// <summary>The mean of all that can be a channel, which must share a grid.</summary>
    Mean,
}
