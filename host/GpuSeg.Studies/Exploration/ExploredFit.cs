using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Exploration;

/// <summary>One fit of an exploration under the names that people and files know it by.</summary>
public sealed class ExploredFit
{
    private const string DefaultCovariance = "full";

    private readonly ExplorationCell _cell;

    /// <summary>Names the fit.</summary>
    /// <param name="cell">What was fitted.</param>
    /// <param name="names">Names of all images.</param>
    /// <param name="fit">What became of it; null before.</param>
    public ExploredFit(ExplorationCell cell, IReadOnlyList<string> names, ExplorationFit? fit = null)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(names);
        (_cell, Clustering, Failure) = (cell, fit?.Clustering, fit?.Failure?.Message);
        (Images, UsesAll) = (ImageSubsets.NameOf(cell.Images, names), cell.Images.Count == names.Count);
        Name = string.Join('_', new[] { Images, Method, Covariance == DefaultCovariance ? null : Covariance, $"k{Clusters}", Scaling == FeatureScaling.None ? null : Scale }.OfType<string>());
    }

    /// <summary>What its files are called, such as t1+flair_gmm_k3_standard: images, method, covariance unless full, clusters, scaling unless none.</summary>
    public string Name { get; }

    /// <summary>The images: all, or their names joined by +.</summary>
    public string Images { get; }

    /// <summary>Whether all images of the exploration are clustered together.</summary>
    public bool UsesAll { get; }

    /// <summary>Columns of the images that are clustered.</summary>
    public IReadOnlyList<int> Columns => _cell.Images;

    /// <summary>The method with its options.</summary>
    public IEstimator Estimator => _cell.Estimator;

    /// <summary>gmm or kmeans.</summary>
    public string Method => IsMixture ? "gmm" : "kmeans";

    /// <summary>Whether it is a Gaussian mixture.</summary>
    public bool IsMixture => Estimator is GaussianMixture;

    /// <summary>Covariances of a mixture, or null.</summary>
    public string? Covariance => (Estimator as GaussianMixture)?.CovarianceType.ToString().ToLowerInvariant();

    /// <summary>What was done to the intensities first.</summary>
    public FeatureScaling Scaling => _cell.Standardise ? FeatureScaling.Standard : FeatureScaling.None;

    /// <summary>none or standard.</summary>
    public string Scale => Scaling.ToString().ToLowerInvariant();

    /// <summary>K.</summary>
    public int Clusters => Estimator.Clusters;

    /// <summary>The clustering; null where it failed.</summary>
    public JudgedClustering? Clustering { get; }

    /// <summary>Why there is no clustering, or null.</summary>
    public string? Failure { get; }
}
