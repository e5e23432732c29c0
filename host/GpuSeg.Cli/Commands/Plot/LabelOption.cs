using System.CommandLine;
using GpuSeg.Figures.Model;
using GpuSeg.Images;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>The label map that belongs to images.</summary>
internal sealed class LabelOption(bool required)
{
    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "A label map on the same grid: whole numbers, 0 being background. Its voxels take part where no mask says otherwise.",
        HelpName = "FILE",
        Required = required,
    };

    public void AddTo(Command command) => command.Options.Add(_labels);

    public string? Path(ParseResult parsed) => parsed.GetValue(_labels);

    /// <summary>The map, which must lie on the grid of the image.</summary>
    public LabelVolume Read(ParseResult parsed, Volume image) => LabelVolume.Of(LabelMap.ReadAll([Path(parsed)!], image)[0]);
}
