using System.CommandLine;
using System.Text;
using GpuSeg.Cli.Terminal;
using GpuSeg.Figures.Drawing;
using GpuSeg.Images.Files;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>One kind of figure: what it is drawn of, and the file it is written to.</summary>
internal abstract class PlotKind(string name, string description)
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The figure: .png, or .svg, which scales and takes its colours from the page.",
        DefaultValueFactory = _ => $"gpuseg_{name}.png",
        HelpName = "FILE",
    };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace a figure that exists." };

    public Command Create()
    {
        var command = new Command(name, description);
        AddTo(command);
        command.Options.Add(_output);
        command.Options.Add(_overwrite);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    /// <summary>Adds arguments and options of this kind.</summary>
    protected abstract void AddTo(Command command);

    /// <summary>The files that the figure is drawn of.</summary>
    protected abstract IReadOnlyList<string> Inputs(ParseResult parsed);

    protected abstract Figure Draw(ParseResult parsed, CancellationToken cancellation);

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var path = parsed.GetValue(_output)!;
        var svg = IsSvg(path);
        using var outputs = new OutputSet(parsed.GetValue(_overwrite), Inputs(parsed));
        outputs.Require(path);
        using var messages = new Messages(parsed.GetValue(Runner.Verbose));
        messages.Working("drawing");
        var figure = Draw(parsed, cancellation);
        outputs.Add(path, stream => stream.Write(svg ? Encoding.UTF8.GetBytes(figure.ToSvg()) : figure.ToPng()));
        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
        messages.Done();
        if (!svg && Figure.FontWarning is { } warning)
        {
            messages.Warning(warning);
        }

        Console.Out.WriteLine($"wrote {path}");
        return ExitCodes.Ok;
    }

    private static bool IsSvg(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SVG" => true,
        ".PNG" => false,
        _ => throw new UsageException($"-o {path} does not say how to draw; end the name with .png or .svg."),
    };
}
