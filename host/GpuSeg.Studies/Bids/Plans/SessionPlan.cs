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

    /// <summary>Upper bound on the memory for bringing images of other grids or orders of voxels onto the grid, in bytes.</summary>
    public long MovingBytes { get; init; }

    /// <summary>The mask file, or null if a rule chooses the voxels.</summary>
    public PlannedMask? Mask { get; init; }

    /// <summary>The file of the voxels that are left out of the fit, or null.</summary>
    public PlannedMask? Excluded { get; init; }

    /// <summary>The map of an atlas's regions, or null.</summary>
    public PlannedMask? Regions { get; init; }

    /// <summary>The files to write, or null if there is a failure.</summary>
    public ResultFiles? Outputs { get; init; }

    /// <summary>Names of the cohort's channels that the session lacks; it is segmented without them because the user allows it.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>A sentence for every file that is left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reason, in a sentence, why the session cannot be segmented; null if it can.</summary>
    public string? Failure { get; init; }

    /// <summary>sub-01, or sub-01_ses-02.</summary>
    public string Id => BidsSession.IdOf(Subject, Session);

    /// <summary>Names of the images that are clustered: one per channel, or one per volume of a channel of several volumes.</summary>
    public IReadOnlyList<string> ImageNames => [.. Channels.SelectMany(channel => channel.ImageNames)];

    /// <summary>Names of the channels, with the version of an image that is not the plain one: t1w (rec-norm), flair.</summary>
    public string ChannelText => string.Join(", ", Channels.Select(channel => channel.Text));

    /// <summary>URIs of the images, the mask and the excluded voxels.</summary>
    internal ResultOrigin Origin => new(
        [
            .. Channels.SelectMany(channel => channel.Images).Select(image => image.Uri),
            .. new[] { Mask?.Uri, Excluded?.Uri }.OfType<string>(),
        ],
        Channels[0].Image.Uri)
    {
        MissingChannels = Missing,
    };
}

/// <summary>One image of a session under the name that it has in tables and models.</summary>
/// <param name="Name">Name, such as t1w, t1ce, flair or adc.</param>
/// <param name="Image">The file.</param>
public sealed record Channel(string Name, BidsImage Image)
{
    /// <summary>Further runs of the image; the channel is the mean of all of them.</summary>
    public IReadOnlyList<BidsImage> Repeats { get; init; } = [];

    /// <summary>The image and its further runs.</summary>
    public IEnumerable<BidsImage> Images => Repeats.Prepend(Image);

    /// <summary>Number of volumes in the file, each an image of its own.</summary>
    public long Volumes { get; init; } = 1;

    /// <summary>The name, or for a file of several volumes NAME_1, NAME_2 ...</summary>
    public IEnumerable<string> ImageNames => Volumes == 1 ? [Name] : Enumerable.Range(1, (int)Volumes).Select(volume => $"{Name}_{volume}");

    /// <summary>The entities that make the image a version of its contrast, such as rec-norm; empty for a plain name.</summary>
    public string Version => VersionRule.VersionOf(Image.Name);

    /// <summary>The name, with the version of an image that is not the plain one, or the number of its volumes or runs.</summary>
    public string Text => Volumes > 1 ? $"{Name} ({Volumes} volumes)"
        : Repeats.Count > 0 ? $"{Name} (mean of {Repeats.Count + 1} runs)"
        : Version.Length > 0 && !Name.Contains(Version, StringComparison.Ordinal)
        ? $"{Name} ({Version})"
        : Name;
}

/// <summary>The mask of a session, or its map of regions.</summary>
/// <param name="Path">Path relative to the folder of the images, with slashes.</param>
/// <param name="Uri">URI in sidecars.</param>
public sealed record PlannedMask(string Path, string Uri);
