using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>What is to be done with one session, or why nothing can be.</summary>
public sealed record SessionPlan
{
    /// <summary>Label without sub-.</summary>
    public required string Subject { get; init; }

    /// <summary>Label without ses-, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The images to cluster; the first one's grid is that of the outputs.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>Voxels of the channels' grid.</summary>
    public long Voxels { get; init; }

    /// <summary>The file that says which voxels take part, or null for the rule.</summary>
    public PlannedMask? Mask { get; init; }

    /// <summary>The files to write, or null where there is a failure.</summary>
    public ResultFiles? Outputs { get; init; }

    /// <summary>A sentence for everything that is left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why the session cannot be segmented, in a sentence; null where it can.</summary>
    public string? Failure { get; init; }

    /// <summary>sub-01, or sub-01_ses-02.</summary>
    public string Id => BidsSession.IdOf(Subject, Session);

    /// <summary>URIs of the images and the mask.</summary>
    internal ResultOrigin Origin => new(
        [.. Channels.Select(channel => channel.Image.Uri), .. Mask is { } mask ? [mask.Uri] : Array.Empty<string>()], Channels[0].Image.Uri);
}

/// <summary>One image of a session under the name that it has in tables and models.</summary>
/// <param name="Name">Such as t1w, t1ce, flair or adc.</param>
/// <param name="Image">The file.</param>
public sealed record Channel(string Name, BidsImage Image);

/// <summary>The mask of a session.</summary>
/// <param name="Path">Relative to what the images lie in, with slashes.</param>
/// <param name="Uri">By which sidecars name it.</param>
public sealed record PlannedMask(string Path, string Uri);
