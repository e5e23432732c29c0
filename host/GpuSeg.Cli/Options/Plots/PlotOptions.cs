using System.CommandLine;
using GpuSeg.Cli.Failures;

namespace GpuSeg.Cli.Options.Plots;

/// <summary>The file that a figure is written to.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsSvg">Whether it is an SVG and not a PNG.</param>
/// <param name="Overwrite">Whether a figure that exists is replaced.</param>
internal sealed record FigureFileSettings(string Path, bool IsSvg, bool Overwrite);

/// <summary>The options for the file of a figure, which every plot has after its own.</summary>
/// <param name="plot">The name of the plot.</param>
internal sealed class FigureFileOptions(string plot)
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The figure: .png, or .svg, which scales and takes its colours from the page.",
        DefaultValueFactory = _ => $"gpuseg_{plot}.png",
        HelpName = "FILE",
    };

    private readonly Option<bool> _overwrite = CommonOptions.Overwrite("Replace a figure that exists.");

    public void AddTo(Command command) => command.AddOptions(_output, _overwrite);

    public FigureFileSettings Bind(ParseResult parsed)
    {
        var path = parsed.GetValue(_output)!;
        return new(path, IsSvg(path), parsed.GetValue(_overwrite));
    }

    private static bool IsSvg(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SVG" => true,
        ".PNG" => false,
        _ => throw new UsageException($"-o {path} does not say how to draw; end the name with .png or .svg."),
    };
}

/// <summary>The settings of a plot of one text file.</summary>
/// <param name="Input">The file.</param>
/// <param name="Figure">The file of the figure.</param>
internal sealed record TextPlotSettings(string Input, FigureFileSettings Figure);

/// <summary>The options of a plot of one text file.</summary>
/// <param name="plot">The name of the plot.</param>
/// <param name="name">The name of the argument.</param>
/// <param name="description">The help of the argument.</param>
internal sealed class TextPlotOptions(string plot, string name, string description) : ICommandOptions<TextPlotSettings>
{
    private readonly Argument<string> _input = new(name) { Description = description };
    private readonly FigureFileOptions _figure = new(plot);

    public void AddTo(Command command)
    {
        OptionChecks.Files(_input);
        command.Arguments.Add(_input);
        _figure.AddTo(command);
    }

    public TextPlotSettings Bind(ParseResult parsed) => new(parsed.GetValue(_input)!, _figure.Bind(parsed));
}
