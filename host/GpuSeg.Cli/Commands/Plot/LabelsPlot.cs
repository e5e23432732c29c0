using System.CommandLine;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Label maps beside each other.</summary>
internal sealed class LabelsPlot() : PlotKind("labels", "Label maps beside each other: one slice of many maps, or several slices of each.")
{
    private const int Columns = 5;

    private readonly Argument<string[]> _maps = new("MAP") { Description = "Label maps on one grid: whole numbers, 0 being background.", Arity = ArgumentArity.OneOrMore };
    private readonly SliceOptions _slices = new();
    private readonly Option<int> _columns = new("--columns") { Description = "Maps in a row, where one slice of each is drawn.", DefaultValueFactory = _ => Columns, HelpName = "N" };

    protected override void AddTo(Command command)
    {
        Bounds.Files(_maps);
        Bounds.Whole(_columns, 1);
        command.Arguments.Add(_maps);
        _slices.AddTo(command);
        command.Options.Add(_columns);
    }

    protected override IReadOnlyList<string> Inputs(ParseResult parsed) => parsed.GetValue(_maps)!;

    protected override Figure Draw(ParseResult parsed, CancellationToken cancellation)
    {
        var maps = LabelMap.ReadAll(Inputs(parsed));
        LabelVolume[] labels = [.. maps.Select(LabelVolume.Of)];
        var (grid, plane) = (maps[0].Grid, _slices.Plane(parsed));
        var slices = _slices.Slices(parsed, grid, () => maps.Count == 1 ? LabelMaps.Spread(grid, plane, labels, Columns) : [MostInformativeSlice.Find(labels[0], grid, plane)]);
        return LabelMaps.Draw(grid, plane, slices, [.. maps.Select(map => map.Name)], labels, parsed.GetValue(_columns));
    }
}
