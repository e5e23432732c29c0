using GpuSeg.Report.Citing;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Fit;

/// <summary>How a segmentation was made, for the Methods section of a paper.</summary>
internal static class FitMethods
{
    public static IReadOnlyList<Html> Of(SegmentationResult result, string version) => MethodText.Paragraph(references => Sentences(result, version, references));

    private static IEnumerable<string> Sentences(SegmentationResult result, string version, References references) =>
    [
        $"{MethodText.Voxels(result.Mask, result.MaskFile, result.Request.MaskRule, result.Images.Count)} {Words.List([.. result.Images.Select(image => image.Name)])}"
            + $"{MethodText.Scaled(result.Request)}, with GpuSeg {version}.",
        .. MethodText.Labelling(result.Request, references),
    ];
}
