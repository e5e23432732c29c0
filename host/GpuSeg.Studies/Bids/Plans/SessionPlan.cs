using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>The plan for one session, or the reason why it cannot be segmented.</summary>
public sealed record SessionPlan
{
    /// <summary>Label without sub-.</summary>
    public required string Subject { get; init; }

    /// <summary>Label without ses-, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The images to cluster; the first one's grid is that of the outputs.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>The grid that the channels and the mask are resampled onto, or null if they share a grid.</summary>
    public TargetGrid? Regrid { get; init; }

    /// <summary>Voxels of the grid.</summary>
    public long Voxels { get; init; }

    /// <summary>The mask file, or null if a rule chooses the voxels.</summary>
    public PlannedMask? Mask { get; init; }

    /// <summary>The map of an atlas's regions, or null.</summary>
    public PlannedMask? Regions { get; init; }

    /// <summary>The files to write, or null if there is a failure.</summary>
    public ResultFiles? Outputs { get; init; }

    /// <summary>A sentence for every file that is left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reason, in a sentence, why the session cannot be segmented; null if it can.</summary>
    public string? Failure { get; init; }

    /// <summary>sub-01, or sub-01_ses-02.</summary>
    public string Id => BidsSession.IdOf(Subject, Session);

    /// <summary>URIs of the images and the mask.</summary>
    internal ResultOrigin Origin => new(
        [.. Channels.Select(channel => channel.Image.Uri), .. new[] { Mask?.Uri }.OfType<string>()], Channels[0].Image.Uri);
}

/// <summary>One image of a session under the name that it has in tables and models.</summary>
/// <param name="Name">Name, such as t1w, t1ce, flair or adc.</param>
/// <param name="Image">The file.</param>
public sealed record Channel(string Name, BidsImage Image);

/// <summary>The mask of a session, or its map of regions.</summary>
/// <param name="Path">Path relative to the folder of the images, with slashes.</param>
/// <param name="Uri">URI in sidecars.</param>
public sealed record PlannedMask(string Path, string Uri);
