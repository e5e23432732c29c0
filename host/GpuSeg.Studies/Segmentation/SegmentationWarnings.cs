using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Studies.Segmentation;

/// <summary>
/// Collects the warnings of a segmentation or an exploration in one order: images, mask, numbers before the fit, model, clusters. Each
/// check is a class of its own and yields sentences; they go to the terminal, the sidecar and the page.
/// </summary>
internal static class SegmentationWarnings
{
    /// <summary>Collects the warnings that are known before a fit: images, mask, numbers.</summary>
    /// <param name="input">The images, in their own units.</param>
    /// <param name="fits">The estimators, each with its scaling.</param>
    public static IReadOnlyList<string> OfInput(MaskedImages input, IEnumerable<ScaledFit> fits) =>
    [
        .. input.ImageWarnings,
        .. input.Mask.Warnings,
        .. input.Rounding,
        .. fits.SelectMany(fit => MethodTable.Of(fit.Estimator).Warnings(fit.Estimator, Variances(input.FitFeatures, fit.Scaling)))
            .Distinct(),
    ];

    /// <summary>Collects the warnings of a result: model, clusters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">The voxels in the units of the fit.</param>
    /// <param name="labels">Cluster of every voxel, 0..K-1; shape (N).</param>
    /// <param name="statistics">The clusters of these voxels.</param>
    /// <param name="name">Gives the name of a label, 1..K.</param>
    public static IReadOnlyList<string> OfResult(
        IClusterModel model, FeatureMatrix features, ReadOnlyMemory<byte> labels, ClusterStatistics statistics, Func<int, string> name) =>
    [
        .. model.Warnings,
        .. ClusterWarnings.Of(features, labels, statistics, [.. Enumerable.Range(0, features.Dimensions)], name),
    ];

    private static IEnumerable<ImageVariance> Variances(FeatureMatrix features, FeatureScaling scaling) =>
        features.Names.Select((name, j) => new ImageVariance(
            name, features.TypicalVariance(j) / (scaling == FeatureScaling.Standard ? features.Variance[j] : 1)));
}

/// <summary>An estimator and the scaling of the voxels that it is fitted to.</summary>
/// <param name="Estimator">The estimator.</param>
/// <param name="Scaling">The scaling.</param>
internal sealed record ScaledFit(IEstimator Estimator, FeatureScaling Scaling);
