using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Views;
using GpuSeg.Report.Clusters;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Exploration;

/// <summary>Pictures of the labels of fits, in colours that match those of the shown fit.</summary>
internal sealed class FitPictures
{
    private const double SmallWidth = 420;
    private const double BordersWidth = 260;
    private const int SliceCount = 5;

    private readonly ExplorationResult _result;

    /// <summary>Prepares pictures of an exploration.</summary>
    public FitPictures(ExplorationResult result)
    {
        (_result, Brain) = (result, Brain.FromImages(result.Input.Volumes, result.Input.Mask));
        Slices = result.Request.Slices ?? Brain.Spread(Plane.Axial, SliceCount);
        Slice = result.Request.Slices is null && result.Shown is { Clustering: not null } fit
            ? MostInformativeSlice.Find(Labels(fit), Brain.Grid, Plane.Axial)
            : Slices[Slices.Count / 2];
    }

    /// <summary>The images.</summary>
    public Brain Brain { get; }

    /// <summary>Slices of figures of several slices, as file indices.</summary>
    public IReadOnlyList<int> Slices { get; }

    /// <summary>The slice of figures of one slice, as a file index.</summary>
    public int Slice { get; }

    /// <summary>Index of the image that shows the smallest cluster of the shown fit best; the first image without a shown fit.</summary>
    public int ClearestImage => ClearestImageOf(_result);

    /// <summary>Returns the labels of a fit that has not failed.</summary>
    public LabelVolume Labels(ExploredFit fit)
    {
        string[] names = [.. Enumerable.Range(1, fit.Clusters).Select(SegmentationRequest.Unnamed)];
        return new(_result.Input.Mask.ScatterLabels(fit.Clustering!.Labels.Span), fit.Clusters, names)
        {
            Colours = FitColours.Of(_result, fit),
        };
    }

    /// <summary>Draws a small picture of the maps of a few fits side by side.</summary>
    public Figure SmallMaps(IReadOnlyList<(string Title, ExploredFit Fit)> fits)
    {
        var row = new LabelRow("", [.. fits.Select(fit => Labels(fit.Fit))]);
        return LabelMaps.Draw(Brain.Grid, Plane.Axial, Slice, [.. fits.Select(fit => fit.Title)], [row], SmallWidth);
    }

    /// <summary>Draws the borders of the shown fit's labels in one slice.</summary>
    public Figure Borders(ExploredFit fit) => Overlay.Draw(Brain, ClearestImage, Labels(fit), Plane.Axial, [Slice], BordersWidth);

    /// <inheritdoc cref="ClearestImage"/>
    public static int ClearestImageOf(ExplorationResult result) => result.Shown?.Clustering is { } shown
        ? new Contrasts(shown.Statistics, result.Features.Dimensions).ClearestImage()
        : 0;
}
