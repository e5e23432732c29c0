using GpuSeg.Engine;
using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Imaging.Exploration;

/// <summary>One fit of an exploration under the names that people and files know it by.</summary>
public sealed class ExploredFit
{
    private readonly ExplorationFit _fit;

    /// <summary>Names the fit.</summary>
    /// <param name="fit">What the engine made.</param>
    /// <param name="names">Names of all images.</param>
    public ExploredFit(ExplorationFit fit, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(names);
        _fit = fit;
        (Images, UsesAll) = (ImageSubsets.NameOf(fit.Cell.Images, names), fit.Cell.Images.Count == names.Count);
        Name = string.Join('_', (string[])[Images, Method, .. Covariance is null or DefaultCovariance ? [] : new[] { Covariance }, $"k{Clusters}", .. Scale == "none" ? [] : new[] { Scale }]);
    }

    private const string DefaultCovariance = "full";

    /// <summary>What its files are called, such as t1+flair_gmm_k3_standard: images, method, covariance unless full, clusters, scaling unless none.</summary>
    public string Name { get; }

    /// <summary>The images: all, or their names joined by +.</summary>
    public string Images { get; }

    /// <summary>Whether all images of the exploration are clustered together.</summary>
    public bool UsesAll { get; }

    /// <summary>Columns of the images that are clustered.</summary>
    public IReadOnlyList<int> Columns => _fit.Cell.Images;

    /// <summary>gmm or kmeans.</summary>
    public string Method => _fit.Cell.Estimator is GaussianMixture ? "gmm" : "kmeans";

    /// <summary>Covariances of a mixture, or null.</summary>
    public string? Covariance => (_fit.Cell.Estimator as GaussianMixture)?.CovarianceType.ToString().ToLowerInvariant();

    /// <summary>none or standard.</summary>
    public string Scale => (_fit.Cell.Standardise ? FeatureScaling.Standard : FeatureScaling.None).ToString().ToLowerInvariant();

    /// <summary>K.</summary>
    public int Clusters => Estimator.Clusters;

    /// <summary>The method with its options.</summary>
    public IEstimator Estimator => _fit.Cell.Estimator;

    /// <summary>The clustering; null where it failed.</summary>
    public JudgedClustering? Clustering => _fit.Clustering;

    /// <summary>Why there is no clustering, or null.</summary>
    public string? Failure => _fit.Failure?.Message;
}
