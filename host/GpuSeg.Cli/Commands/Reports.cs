using System.Text;
using GpuSeg.Figures.Drawing;
using GpuSeg.Report.Exploration;
using GpuSeg.Report.Fit;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The HTML pages; the only place that knows their library, so that a run without a report never loads it.</summary>
internal static class Reports
{
    /// <summary>The report of one segmentation, called after its prefix.</summary>
    public static ResultFile OfFit(string prefix) =>
        new($"{prefix}_report.html", result => FitReport.Of(result, Path.GetFileName(prefix), AppVersion.Text));

    /// <summary>Why figures lack text, if they do.</summary>
    public static IEnumerable<string> FigureWarnings => new[] { Figure.FontWarning }.OfType<string>();

    /// <summary>The figures of an exploration as PNG and SVG, and its page.</summary>
    public static IReadOnlyList<(string Path, Func<byte[]> Content)> OfExploration(ExplorationResult result, ExplorationOutputs outputs)
    {
        var figures = ExplorationFigures.Of(result);
        return
        [
            .. figures.Select(figure => (Path.Combine(outputs.FigureFolder, $"{figure.Name}.png"), (Func<byte[]>)(() => figure.Figure.ToPng()))),
            .. figures.Select(figure => (Path.Combine(outputs.FigureFolder, $"{figure.Name}.svg"), (Func<byte[]>)(() => Encoding.UTF8.GetBytes(figure.Figure.ToSvg())))),
            (outputs.Report, () => Encoding.UTF8.GetBytes(ExplorationReport.Of(result, figures, AppVersion.Text))),
        ];
    }
}
