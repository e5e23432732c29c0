using System.Text;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options.Plots;
using GpuSeg.Cli.Terminal;
using GpuSeg.Figures.Drawing;
using GpuSeg.Images;
using GpuSeg.Images.Files;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>The file of a figure, and the text files that figures are drawn from.</summary>
internal static class PlotFile
{
    /// <summary>Draws a figure, writes it, and returns the exit code.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="inputs">The files that are read, none of which may be written.</param>
    /// <param name="draw">Draws the figure.</param>
    /// <param name="messages">Receives progress and warnings.</param>
    /// <param name="cancellation">Stops before the file is written.</param>
    public static int Write(
        FigureFileSettings settings, IReadOnlyList<string> inputs, Func<Figure> draw, Messages messages, CancellationToken cancellation)
    {
        using var outputs = new OutputSet(settings.Overwrite, inputs);
        outputs.Require(settings.Path);
        messages.Working("drawing");
        var figure = draw();
        outputs.Add(settings.Path, stream => stream.Write(settings.IsSvg ? Encoding.UTF8.GetBytes(figure.ToSvg()) : figure.ToPng()));
        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
        messages.Done();
        if (!settings.IsSvg && Figure.FontWarning is { } warning)
        {
            messages.Warning(warning);
        }

        Console.Out.WriteLine($"wrote {settings.Path}");
        return ExitCodes.Ok;
    }

    /// <summary>Reads a text file.</summary>
    /// <exception cref="ImageException">The file does not exist or cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return File.Exists(path)
                ? File.ReadAllText(path)
                : throw new ImageException($"{path} does not exist; check the spelling of the path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path} cannot be read ({e.Message.TrimEnd('.')}); check its permissions.", e);
        }
    }
}
