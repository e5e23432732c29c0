using System.CommandLine;
using GpuSeg.Engine.Voxels;
using GpuSeg.Figures.Model;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Images whose pairs are drawn, as they are or scaled.</summary>
internal sealed class PairOptions
{
    private readonly ImageOptions _images = new();
    private readonly Option<string> _scale = new("--scale") { Description = "none, or standard (mean 0, variance 1 over the mask).", DefaultValueFactory = _ => "none" };

    public void AddTo(Command command)
    {
        _images.AddTo(command);
        Bounds.OneOf(_scale, "none", "standard");
        command.Options.Add(_scale);
    }

    public IReadOnlyList<string> Files(ParseResult parsed) => _images.Files(parsed);

    public MaskedImages Read(ParseResult parsed, string? labels, CancellationToken cancellation) => _images.Read(parsed, labels, cancellation);

    public Brain Brain(ParseResult parsed, MaskedImages input)
    {
        var features = input.Features;
        return GpuSeg.Figures.Model.Brain.FromFeatures(
            input.Images[0].Grid, input.Mask, parsed.GetValue(_scale) == "none" ? features : StandardScaler.Fit(features).Transform(features));
    }
}
