using System.CommandLine;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Plots;
using GpuSeg.Cli.Terminal;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary><c>gpuseg plot</c>: figures of images, label maps and models.</summary>
internal static class PlotCommand
{
    public static Command Create() => new("plot", "Draw a figure as PNG or SVG.")
    {
        BrainPlot(
            "slices",
            "Slices of every image, cut down to the included voxels; with --labels also the labels.",
            options => options.WithLabels(required: false).WithSlices(),
            BrainPlots.Slices),
        BrainPlot(
            "histograms",
            "Histograms of every image in 50 bins, counted as NumPy does: of all voxels and of the included ones.",
            options => options.WithScale("standard: also of intensities scaled to mean 0 and variance 1."),
            BrainPlots.Histograms),
        CommandFactory.Create(
            "labels",
            "Label maps beside each other: one slice of many maps, or several slices of each.",
            new LabelPlotOptions("labels"),
            LabelsPlot.Run),
        BrainPlot(
            "overlay",
            "Contours of the labels on the first image: cuts in all three planes, or the slices that --plane and --slices name.",
            options => options.WithLabels(required: true).WithSlices(),
            BrainPlots.Overlay),
        BrainPlot(
            "scatter",
            "Scatter plots of all pairs of images in the colours of the labels, histograms on the diagonal.",
            options => options.WithScale().WithLabels(required: true),
            BrainPlots.Scatter),
        BrainPlot(
            "hist2d",
            "Two-dimensional histograms of all pairs of images in 100 x 100 bins, histograms on the diagonal.",
            options => options.WithScale(),
            BrainPlots.Hist2D),
        CommandFactory.Create(
            "bound",
            "The lower bound of a Gaussian mixture after every iteration, and where the fit stopped.",
            new TextPlotOptions("bound", "MODEL", "PREFIX_model.json, as segment writes it."),
            BoundPlot.Run),
        CommandFactory.Create(
            "scores",
            "BIC, AIC and inertia over the number of clusters: a row for all models of the same images and scaling.",
            new TextPlotOptions(
                "scores",
                "TABLE",
                "A table with columns k and bic, aic or inertia, and images, scale, method and covariance if they differ."),
            ScoresPlot.Run),
    };

    private static Command BrainPlot(
        string name,
        string description,
        Func<BrainPlotOptions, BrainPlotOptions> with,
        Func<BrainPlotSettings, Messages, CancellationToken, int> run) =>
        CommandFactory.Create(name, description, with(new BrainPlotOptions(name)), run);
}
