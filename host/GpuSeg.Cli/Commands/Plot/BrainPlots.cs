using GpuSeg.Cli.Options.Plots;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Voxels;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Masking;
using GpuSeg.Studies.Comparison;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>The plots of the images of one brain.</summary>
internal static class BrainPlots
{
    private const int Columns = 5;

    /// <summary>Draws slices of every image, over their labels if there are any.</summary>
    public static int Slices(BrainPlotSettings settings, Messages messages, CancellationToken cancellation) =>
        Write(settings, messages, input =>
        {
            var (brain, plane) = (Brain.FromImages(input.Volumes, input.Mask), settings.Slices!.Plane);
            var slices = ChooseSlices(settings, brain);
            return settings.Labels is { } labels
                ? Figures.Slices.Draw(brain, plane, slices, ReadLabels(labels, input))
                : Figures.Slices.Draw(brain, plane, slices);
        }, cancellation);

    /// <summary>Draws contours of labels on the first image.</summary>
    public static int Overlay(BrainPlotSettings settings, Messages messages, CancellationToken cancellation) =>
        Write(settings, messages, input =>
        {
            var (brain, labels) = (Brain.FromImages(input.Volumes, input.Mask), ReadLabels(settings.Labels!, input));
            return settings.Slices is { Given: true, Plane: var plane }
                ? Figures.Overlay.Draw(brain, 0, labels, plane, ChooseSlices(settings, brain))
                : Figures.Overlay.Draw(brain, 0, labels);
        }, cancellation);

    /// <summary>Draws histograms of the intensities.</summary>
    public static int Histograms(BrainPlotSettings settings, Messages messages, CancellationToken cancellation) =>
        Write(settings, messages, input =>
        {
            HistogramKind[] kinds = settings.Scaled
                ? [HistogramKind.AllVoxels, HistogramKind.Masked, HistogramKind.Scaled]
                : [HistogramKind.AllVoxels, HistogramKind.Masked];
            return Figures.Histograms.Draw(Brain.FromImages(input.Volumes, input.Mask), kinds);
        }, cancellation);

    /// <summary>Draws scatter plots of all pairs of images, coloured by label.</summary>
    public static int Scatter(BrainPlotSettings settings, Messages messages, CancellationToken cancellation) =>
        Write(settings, messages, input => PairScatter.Draw(Scale(settings, input), ReadLabels(settings.Labels!, input)), cancellation);

    /// <summary>Draws two-dimensional histograms of all pairs of images.</summary>
    public static int Hist2D(BrainPlotSettings settings, Messages messages, CancellationToken cancellation) =>
        Write(settings, messages, input => PairHistogram.Draw(Scale(settings, input)), cancellation);

    private static int Write(
        BrainPlotSettings settings, Messages messages, Func<MaskedVolumes, Figure> draw, CancellationToken cancellation) =>
        PlotFile.Write(settings.Figure, settings.Inputs, () => draw(Read(settings, messages, cancellation)), messages, cancellation);

    // The voxels of a label map are included unless the user chose others.
    private static MaskedVolumes Read(BrainPlotSettings settings, Messages messages, CancellationToken cancellation)
    {
        // Labels are above 0.
        var mask = settings.Mask.Given ? settings.Mask : settings.Mask with { File = settings.Labels, Threshold = 0 };
        var input = MaskedVolumes.Read(
            mask.ApplyTo(new ImageSelection { Images = settings.Images }), new PhaseClock(), cancellation);
        foreach (var warning in input.ImageWarnings.Concat(input.Mask.FileValues?.Warnings ?? []))
        {
            messages.Warning(warning);
        }

        return input;
    }

    private static IReadOnlyList<int> ChooseSlices(BrainPlotSettings settings, Brain brain) =>
        settings.Slices!.Choose(brain.Grid, () => brain.Spread(settings.Slices.Plane, Columns));

    /// <summary>Returns the labels of a map with their names, for figures.</summary>
    public static LabelVolume ToVolume(LabelMap map) => LabelVolume.FromLabels(map.Voxels, label => map.NameOf(label));

    // The map must lie on the grid of the images.
    private static LabelVolume ReadLabels(string labels, MaskedImages input) => ToVolume(LabelMap.ReadAll([labels], input.Images[0])[0]);

    private static Brain Scale(BrainPlotSettings settings, MaskedImages input)
    {
        var features = settings.Scaled ? StandardScaler.Fit(input.Features).Transform(input.Features) : input.Features;
        return Brain.FromFeatures(input.Images[0].Grid, input.Mask, features);
    }
}
