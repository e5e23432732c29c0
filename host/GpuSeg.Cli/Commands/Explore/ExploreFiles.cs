using System.Text;
using GpuSeg.Cli.Terminal;
using GpuSeg.Figures.Drawing;
using GpuSeg.Report.Exploration;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Cli.Commands.Explore;

/// <summary>The figures and the page of an exploration; the only class of the command that uses the libraries that make them.</summary>
internal static class ExploreFiles
{
    /// <summary>The reason why figures lack text, if they do.</summary>
    public static IEnumerable<string> Warnings => new[] { Figure.FontWarning }.OfType<string>();

    /// <summary>Returns the figures as PNG and SVG, and the page.</summary>
    public static IReadOnlyList<(string Path, Func<byte[]> Content)> Create(ExplorationResult result, ExplorationOutputs outputs)
    {
        var figures = ExplorationFigures.Of(result);
        return
        [
            .. figures.Select(figure => File(figure.Name, "png", figure.Figure.ToPng)),
            .. figures.Select(figure => File(figure.Name, "svg", () => Encoding.UTF8.GetBytes(figure.Figure.ToSvg()))),
            (outputs.Report, () => Encoding.UTF8.GetBytes(ExplorationReport.Of(result, figures, AppVersion.Text))),
        ];

        (string Path, Func<byte[]> Content) File(string name, string format, Func<byte[]> content) =>
            (Path.Combine(outputs.FigureFolder, $"{name}.{format}"), content);
    }
}
