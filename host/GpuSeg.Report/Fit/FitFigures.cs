using GpuSeg.Figures;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Fit;

/// <summary>The figures of a fit: its images, its clusters and its convergence.</summary>
internal static class FitFigures
{
    // Beyond this many images, the panels of all pairs are too small to read.
    private const int MostImagesInPairs = 8;

    public static IEnumerable<Illustration> Of(SegmentationResult result, IReadOnlyList<Volume> volumes)
    {
        var brain = Brain.FromImages(volumes, result.Mask);
        HistogramKind[] kinds = result.Scaler is null
            ? [HistogramKind.AllVoxels, HistogramKind.Masked]
            : [HistogramKind.AllVoxels, HistogramKind.Masked, HistogramKind.Scaled];
        yield return new(
            Histograms.Draw(brain, kinds),
            result.Scaler is null
                ? "Histograms of the images: all voxels, and voxels in the mask."
                : "Histograms of the images: all voxels, voxels in the mask, and voxels in the mask after scaling.");
        if (brain.Images is > 1 and <= MostImagesInPairs)
        {
            yield return new(
                PairScatter.Draw(brain, Labels(result)),
                "Voxels in the mask by their intensities in two images, in the colours of their clusters.");
            yield return new(
                PairHistogram.Draw(brain),
                "The same voxels counted in 100 x 100 bins; bright bins hold many voxels (colour by the count to the power of 0.2).");
        }

        if (result.Request.Model is null && result.Method.History(result.Model) is { } history)
        {
            yield return new(
                BoundCurve.Draw(history.Values, result.Model.Converged),
                $"{history.Title}, {history.Meaning}, after every iteration.");
        }
    }

    private static LabelVolume Labels(SegmentationResult result)
    {
        var clusters = result.Model.Clusters;
        string[] names = [.. Enumerable.Range(1, clusters).Select(result.Request.LabelName)];
        return new(result.Mask.ScatterLabels(result.Labels.Span), clusters, names);
    }
}
