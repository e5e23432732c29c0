using GpuSeg.Engine.Mixtures;
using GpuSeg.Figures;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Fit;

/// <summary>The figures of a fit: what went in, how the clusters divide it, and how the fit climbed.</summary>
internal static class FitFigures
{
    // Beyond this many images, panels of all their pairs are too small to be read.
    private const int MostImagesInPairs = 8;

    public static IEnumerable<Illustration> Of(SegmentationResult result, IReadOnlyList<Volume> volumes)
    {
        var brain = Brain.FromImages(volumes, result.Mask);
        yield return new(
            Histograms.Draw(brain, [HistogramKind.AllVoxels, HistogramKind.Masked, .. result.Scaler is null ? [] : (HistogramKind[])[HistogramKind.Scaled]]),
            $"Histograms of the images: all voxels, {(result.Scaler is null ? "and those that took part" : "those that took part, and these scaled")}.");
        if (brain.Images is > 1 and <= MostImagesInPairs)
        {
            yield return new(
                PairScatter.Draw(brain, Labels(result)),
                "Every voxel that took part by its intensities in two images, in the colour of its cluster.");
            yield return new(PairHistogram.Draw(brain), "The same voxels counted in 100 x 100 bins; bright is many, colour by the count to the power of 0.2.");
        }

        if (result is { Model: GaussianMixtureModel mixture, Request.Model: null })
        {
            yield return new(BoundCurve.Draw(mixture.LowerBoundHistory, mixture.Converged), "Lower bound, the mean log-likelihood of a voxel, after every iteration.");
        }
    }

    private static LabelVolume Labels(SegmentationResult result) => new(
        result.Mask.ScatterLabels(result.Labels.Span), result.Model.Clusters, [.. Enumerable.Range(1, result.Model.Clusters).Select(result.Request.LabelName)]);
}
