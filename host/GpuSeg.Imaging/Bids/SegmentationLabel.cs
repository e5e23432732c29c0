using GpuSeg.Engine;
using GpuSeg.Engine.Clustering;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Imaging.Bids;

/// <summary>The value of the entity seg: method and number of clusters, and what is not the default: gmm3, gmm3diag, kmeans4scaled.</summary>
public static class SegmentationLabel
{
    /// <summary>The label of a method.</summary>
    public static string Of(IEstimator estimator, FeatureScaling scaling) => Method(estimator) + (scaling == FeatureScaling.Standard ? "scaled" : "");

    private static string Method(IEstimator estimator) => estimator switch
    {
        GaussianMixture { CovarianceType: CovarianceType.Full } mixture => $"gmm{mixture.NComponents}",
        GaussianMixture mixture => $"gmm{mixture.NComponents}{mixture.CovarianceType.ToString().ToLowerInvariant()}",
        KMeans kmeans => $"kmeans{kmeans.NClusters}",
        _ => throw new InvalidOperationException($"There is no label for {estimator.GetType().Name}."),
    };
}
