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

    /// <summary>Name of the backend that ran the passes.</summary>
    public required string Backend { get; init; }
}
