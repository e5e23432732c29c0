using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Exploration;

/// <summary>A finished exploration, in memory.</summary>
public sealed record ExplorationResult
{
    /// <summary>The request.</summary>
    public required ExplorationRequest Request { get; init; }

    /// <summary>The images and the mask.</summary>
    public required MaskedVolumes Input { get; init; }

    /// <summary>The intensities of the mask's voxels, one column per image.</summary>
    public required FeatureMatrix Features { get; init; }

    /// <summary>All fits: by images, scaling, method, covariances, and clusters last.</summary>
    public required IReadOnlyList<ExploredFit> Fits { get; init; }

    /// <summary>Name of the backend that ran the passes.</summary>
    public required string Backend { get; init; }

    /// <summary>The warnings of all fits together, a sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The leading series: the series of all images, or every series if no series uses all images.</summary>
    public IReadOnlyList<FitSeries> Leading =>
        FitSeries.Of(Fits.Where(fit => fit.UsesAll)) is { Count: > 0 } all ? all : FitSeries.Of(Fits);

    /// <summary>
    /// The fit whose labels figures show: the one asked for, or the one at the knee of the first <see cref="Leading"/> series, or without a
    /// knee the one with the middle number of clusters, of fits without a component on one grey level if there are any; null if it failed.
    /// </summary>
    public ExploredFit? Shown => Request.Shown is { } name
        ? Fits.FirstOrDefault(fit => fit.Name == name && fit.Clustering is not null)
        : Leading switch
        {
            [var series, ..] => series.Fits.FirstOrDefault(fit => fit.Clusters == series.Knee) ?? Middle(series.Fits),
            _ => null,
        };

    private static ExploredFit Middle(IReadOnlyList<ExploredFit> fits)
    {
        ExploredFit[] sound = [.. fits.Where(fit => !fit.HasOneLevel)];
        return sound.Length > 0 ? sound[(sound.Length - 1) / 2] : fits[(fits.Count - 1) / 2];
    }
}
