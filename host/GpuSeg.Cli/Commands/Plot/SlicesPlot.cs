using System.CommandLine;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Grey slices, over their labels where there are any.</summary>
internal sealed class SlicesPlot() : PlotKind("slices", "Slices of every image, cut down to the voxels that take part; with --labels also the labels.")
{
    private const int Columns = 5;

    private readonly ImageOptions _images = new();
    private readonly LabelOption _labels = new(required: false);
    private readonly SliceOptions _slices = new();

    protected override void AddTo(Command command)
    {
        _images.AddTo(command);
        _labels.AddTo(command);
        _slices.AddTo(command);
    }

    protected override IReadOnlyList<string> Inputs(ParseResult parsed) =>
        _labels.Path(parsed) is { } labels ? [.. _images.Files(parsed), labels] : _images.Files(parsed);

    protected override Figure Draw(ParseResult parsed, CancellationToken cancellation)
    {
        var input = _images.Read(parsed, _labels.Path(parsed), cancellation);
        var (brain, plane) = (Brain.FromImages(input.Images, input.Mask), _slices.Plane(parsed));
        var slices = _slices.Slices(parsed, brain.Grid, () => brain.Spread(plane, Columns));
        return _labels.Path(parsed) is null
            ? Slices.Draw(brain, plane, slices)
            : Slices.Draw(brain, plane, slices, _labels.Read(parsed, input.Images[0]));
    }
}
