using System.CommandLine;

namespace GpuSeg.Cli.Options.Plots;

/// <summary>The settings of a plot of label maps.</summary>
/// <param name="Maps">The maps.</param>
/// <param name="Slices">The slices to draw.</param>
/// <param name="Columns">Maps in a row, if one slice of each is drawn.</param>
/// <param name="Figure">The file of the figure.</param>
internal sealed record LabelPlotSettings(IReadOnlyList<string> Maps, SliceSettings Slices, int Columns, FigureFileSettings Figure);

/// <summary>The options of a plot of label maps.</summary>
/// <param name="plot">The name of the plot.</param>
internal sealed class LabelPlotOptions(string plot) : ICommandOptions<LabelPlotSettings>
{
    private readonly Argument<string[]> _maps = new("MAP")
    {
        Description = "Label maps on one grid: whole numbers, with 0 as background.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly SliceOptions _slices = new();
    private readonly Option<int> _columns = new("--columns")
    {
        Description = "Maps in a row, if one slice of each is drawn.",
        DefaultValueFactory = _ => 5,
        HelpName = "N",
    };

    private readonly FigureFileOptions _figure = new(plot);

    public void AddTo(Command command)
    {
        OptionChecks.Files(_maps);
        OptionChecks.Whole(_columns, 1);
        command.Arguments.Add(_maps);
        _slices.AddTo(command);
        command.AddOptions(_columns);
        _figure.AddTo(command);
    }

    public LabelPlotSettings Bind(ParseResult parsed) =>
        new(parsed.GetValue(_maps)!, _slices.Bind(parsed), parsed.GetValue(_columns), _figure.Bind(parsed));
}
