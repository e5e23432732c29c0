using System.CommandLine;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Contours of labels on the anatomy.</summary>
internal sealed class OverlayPlot() : PlotKind("overlay", "Contours of the labels on the first image: cuts in all three planes, or the slices that --plane and --slices name.")
{
    private const int Columns = 5;

    private readonly ImageOptions _images = new();
    private readonly LabelOption _labels = new(required: true);
    private readonly SliceOptions _slices = new();

    protected override void AddTo(Command command)
    {
        _images.AddTo(command);
        _labels.AddTo(command);
        _slices.AddTo(command);
    }

    protected override IReadOnlyList<string> Inputs(ParseResult parsed) => [.. _images.Files(parsed), _labels.Path(parsed)!];

    protected override Figure Draw(ParseResult parsed, CancellationToken cancellation)
    {
        var input = _images.Read(parsed, _labels.Path(parsed), cancellation);
        var (brain, labels, plane) = (Brain.FromImages(input.Images, input.Mask), _labels.Read(parsed, input.Images[0]), _slices.Plane(parsed));
        return _slices.Given(parsed)
            ? Overlay.Draw(brain, 0, labels, plane, _slices.Slices(parsed, brain.Grid, () => brain.Spread(plane, Columns)))
            : Overlay.Draw(brain, 0, labels);
    }
}
