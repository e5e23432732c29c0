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
    /// <param name="estimators">The estimators that receive the images in their own units.</param>
    public static IReadOnlyList<string> OfInput(MaskedImages input, IEnumerable<IEstimator> estimators) =>
    [
        .. input.ImageWarnings,
        .. input.Mask.Warnings,
        .. OfNumbers(input.Features, estimators),
    ];

    /// <summary>Collects the warnings of a result: model, clusters.</summary>
    public static IReadOnlyList<string> OfResult(IClusterModel model) => [.. model.Warnings];

    private static IEnumerable<string> OfNumbers(FeatureMatrix features, IEnumerable<IEstimator> estimators) =>
        estimators.SelectMany(estimator => MethodTable.Of(estimator).Warnings(estimator, features)).Distinct();
}
