using System.CommandLine;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary><c>gpuseg plot</c>: figures of images, label maps and models.</summary>
internal static class PlotCommand
{
    public static Command Create() => new("plot", "Draw a figure as PNG or SVG.")
    {
        new SlicesPlot().Create(),
        new HistogramsPlot().Create(),
        new LabelsPlot().Create(),
        new OverlayPlot().Create(),
        new ScatterPlot().Create(),
        new Hist2DPlot().Create(),
        new BoundPlot().Create(),
        new ScoresPlot().Create(),
    };
}
