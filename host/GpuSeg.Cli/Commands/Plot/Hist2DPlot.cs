using System.CommandLine;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Two-dimensional histograms of all pairs of images.</summary>
internal sealed class Hist2DPlot() : PlotKind("hist2d", "Two-dimensional histograms of all pairs of images in 100 x 100 bins, histograms on the diagonal.")
{
    private readonly PairOptions _images = new();

    protected override void AddTo(Command command) => _images.AddTo(command);

    protected override IReadOnlyList<string> Inputs(ParseResult parsed) => _images.Files(parsed);

    protected override Figure Draw(ParseResult parsed, CancellationToken cancellation) =>
        PairHistogram.Draw(_images.Brain(parsed, _images.Read(parsed, labels: null, cancellation)));
}
