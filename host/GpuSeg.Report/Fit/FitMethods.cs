using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging.Segmentation;
using GpuSeg.Report.Citing;
using GpuSeg.Report.Page;

namespace GpuSeg.Report.Fit;

/// <summary>How a segmentation was made, for the Methods section of a paper.</summary>
internal static class FitMethods
{
    public static IReadOnlyList<Html> Of(SegmentationResult result, string version) => MethodText.Paragraph(references => Sentences(result, version, references));

    private static IEnumerable<string> Sentences(SegmentationResult result, string version, References references)
    {
        var (request, estimator) = (result.Request, result.Request.Estimator);
        yield return $"{MethodText.Voxels(result.Mask, result.MaskFile, request.MaskRule, result.Images.Count)} {Words.List([.. result.Images.Select(image => image.Name)])}{MethodText.Scaled(request)}, with GpuSeg {version}.";
        if (request.Model is { } applied)
        {
            yield return MethodText.Applied(applied);
            yield break;
        }

        yield return MethodText.Estimator(estimator, [estimator.Clusters], estimator is GaussianMixture mixture ? [mixture.CovarianceType] : [], references);
        yield return MethodText.Conventions(estimator.Converge, request.Order.Rule, references);
    }
}
