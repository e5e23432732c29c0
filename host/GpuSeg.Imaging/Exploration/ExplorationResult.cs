using GpuSeg.Engine;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Imaging.Exploration;

/// <summary>A finished exploration, in memory.</summary>
public sealed record ExplorationResult
{
    /// <summary>What was asked for.</summary>
    public required ExplorationRequest Request { get; init; }

    /// <summary>The images and the mask; they still have their voxels.</summary>
    public required MaskedImages Input { get; init; }

    /// <summary>The intensities of the mask's voxels, one column per image.</summary>
    public required FeatureMatrix Features { get; init; }

    /// <summary>All fits: by images, scaling, method, covariances, and clusters last.</summary>
    public required IReadOnlyList<ExploredFit> Fits { get; init; }

    /// <summary>
    /// The fit whose labels figures show: the one asked for, or of those of all images with the first method, scaling and covariances the one
    /// at the knee of BIC or inertia, or that with the middle number of clusters where there is no knee; null where all of these failed.
    /// </summary>
    public ExploredFit? Shown => Request.Shown is { } name ? Fits.First(fit => fit.Name == name) is { Clustering: not null } shown ? shown : null : AtTheKnee();

    /// <summary>Name of the backend that ran the passes.</summary>
    public required string Backend { get; init; }

    // The series of all images come first.
    private ExploredFit? AtTheKnee() => FitSeries.Of(Fits.OrderByDescending(fit => fit.UsesAll)) is [var series, ..]
        ? series.Fits.FirstOrDefault(fit => fit.Clusters == series.Knee) ?? series.Fits[(series.Fits.Count - 1) / 2]
        : null;
}
