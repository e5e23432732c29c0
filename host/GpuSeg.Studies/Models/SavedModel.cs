using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Studies.Models;

/// <summary>A fitted model with all content of its file; see <see cref="ModelFile"/>.</summary>
public sealed record SavedModel
{
    /// <summary>The model, in scaled units if there is a scaler.</summary>
    public required IClusterModel Model { get; init; }

    /// <summary>Names of the features; shape (D).</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The scaling of the intensities, or null.</summary>
    public StandardScaler? Scaler { get; init; }

    /// <summary>The range that the intensities were limited to before scaling, or null.</summary>
    public Winsorizing? Winsorizing { get; init; }

    /// <summary>Scores of a mixture; null for KMeans.</summary>
    public LikelihoodScores? Scores { get; init; }

    /// <summary>Whether the fit was to run to the optimum instead of stopping by tol.</summary>
    public bool RanToOptimum { get; init; }

    /// <summary>Number of starts of the fit.</summary>
    public int Starts { get; init; } = 1;

    /// <summary>Whether the model describes intensities that every session scales to mean 0 and variance 1 by itself.</summary>
    public bool PerSubject { get; init; }

    /// <summary>Names of the labels, or null.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }
}

/// <summary>The limits of every image's intensities.</summary>
/// <param name="Percent">P: the limits are the P-th and the (100 - P)-th percentile of the mask's voxels.</param>
/// <param name="Limits">The limits of a model that holds for all images; null if the percentiles of each session's images apply.</param>
public sealed record Winsorizing(double Percent, Winsorizer? Limits = null)
{
    /// <summary>The limits of fits whose labels depend on neighbours or a field, which a few extreme voxels would ruin.</summary>
    public static Winsorizing Spatial { get; } = new(0.5);
}
