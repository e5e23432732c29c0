using System.CommandLine;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Scatter plots of all pairs of images, coloured by label.</summary>
internal sealed class ScatterPlot() : PlotKind("scatter", "Scatter plots of all pairs of images in the colours of the labels, histograms on the diagonal.")
{
    private readonly PairOptions _images = new();
    private readonly LabelOption _labels = new(required: true);

    protected override void AddTo(Command command)
    {
        _images.AddTo(command);
        _labels.AddTo(command);
    }

    protected override IReadOnlyList<string> Inputs(ParseResult parsed) => [.. _images.Files(parsed), _labels.Path(parsed)!];

    protected override Figure Draw(ParseResult parsed, CancellationToken cancellation)
    {
        var input = _images.Read(parsed, _labels.Path(parsed), cancellation);
        return PairScatter.Draw(_images.Brain(parsed, input), _labels.Read(parsed, input.Images[0]));
    }
}
