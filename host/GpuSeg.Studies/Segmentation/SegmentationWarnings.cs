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
    public static IReadOnlyList<string> OfInput(MaskedImages input, IEnumerable<(IEstimator Estimator, FeatureScaling Scaling)> fits) =>
    [
        .. input.ImageWarnings,
        .. input.Mask.Warnings,
        .. fits.SelectMany(fit => MethodTable.Of(fit.Estimator).Warnings(fit.Estimator, Variances(input.Features, fit.Scaling))).Distinct(),
    ];

    /// <summary>Collects the warnings of a result: model, clusters.</summary>
    public static IReadOnlyList<string> OfResult(IClusterModel model) => [.. model.Warnings];

    private static IEnumerable<(string Name, double Variance)> Variances(FeatureMatrix features, FeatureScaling scaling) =>
        features.Names.Select((name, j) =>
            (name, features.TypicalVariance(j) / (scaling == FeatureScaling.Standard ? features.Variance[j] : 1)));
}
