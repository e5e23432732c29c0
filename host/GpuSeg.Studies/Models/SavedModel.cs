using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Studies.Models;

/// <summary>A fitted model with all that its file holds; see <see cref="ModelFile"/>.</summary>
public sealed record SavedModel
{
    /// <summary>The model, in scaled units where there is a scaler.</summary>
    public required IClusterModel Model { get; init; }

    /// <summary>What its features are called; shape (D).</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>How intensities were scaled, or null.</summary>
    public StandardScaler? Scaler { get; init; }

    /// <summary>Those of a mixture; null for KMeans.</summary>
    public LikelihoodScores? Scores { get; init; }

    /// <summary>Whether the fit was to go on to the optimum and not to stop by tol.</summary>
    public bool RanToOptimum { get; init; }

    /// <summary>Starts of the fit.</summary>
    public int Starts { get; init; } = 1;

    /// <summary>Whether it is of intensities that every session brings to mean 0 and variance 1 by itself; then there is no scaler.</summary>
    public bool PerSubject { get; init; }

    /// <summary>What its labels are called, or null.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }
}
