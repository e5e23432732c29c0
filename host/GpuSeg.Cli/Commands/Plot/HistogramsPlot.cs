using System.CommandLine;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Histograms of the intensities.</summary>
internal sealed class HistogramsPlot() : PlotKind("histograms", "Histograms of every image in 50 bins, as NumPy counts: all voxels and those that take part.")
{
    private readonly ImageOptions _images = new();
    private readonly Option<string> _scale = new("--scale") { Description = "standard: also those scaled to mean 0 and variance 1.", DefaultValueFactory = _ => "none" };

    protected override void AddTo(Command command)
    {
        _images.AddTo(command);
        Bounds.OneOf(_scale, "none", "standard");
        command.Options.Add(_scale);
    }

    protected override IReadOnlyList<string> Inputs(ParseResult parsed) => _images.Files(parsed);

    protected override Figure Draw(ParseResult parsed, CancellationToken cancellation)
    {
        var input = _images.Read(parsed, labels: null, cancellation);
        return Histograms.Draw(
            Brain.FromImages(input.Images, input.Mask),
            parsed.GetValue(_scale) == "none"
                ? [HistogramKind.AllVoxels, HistogramKind.Masked]
                : [HistogramKind.AllVoxels, HistogramKind.Masked, HistogramKind.Scaled]);
    }
}
