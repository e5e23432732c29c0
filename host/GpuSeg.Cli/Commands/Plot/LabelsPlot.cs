using GpuSeg.Cli.Options.Plots;
using GpuSeg.Cli.Terminal;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>The plot of label maps beside each other.</summary>
internal static class LabelsPlot
{
    private const int SlicesOfOneMap = 5;

    public static int Run(LabelPlotSettings settings, Messages messages, CancellationToken cancellation) =>
        PlotFile.Write(settings.Figure, settings.Maps, () => Draw(settings, messages), messages, cancellation);

    private static Figure Draw(LabelPlotSettings settings, Messages messages)
    {
        var maps = LabelMap.ReadAll(settings.Maps);
        foreach (var warning in maps.SelectMany(map => map.Warnings))
        {
            messages.Warning(warning);
        }

        LabelVolume[] labels = [.. maps.Select(BrainPlots.ToVolume)];
        var (grid, plane) = (maps[0].Grid, settings.Slices.Plane);
        var slices = settings.Slices.Choose(grid, () => maps.Count == 1
            ? LabelMaps.Spread(grid, plane, labels, SlicesOfOneMap)
            : [MostInformativeSlice.Find(labels[0], grid, plane)]);
        return LabelMaps.Draw(grid, plane, slices, [.. maps.Select(map => map.Name)], labels, settings.Columns);
    }
}
