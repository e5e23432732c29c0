using System.CommandLine;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>The images of one brain and which of their voxels take part.</summary>
internal sealed class ImageOptions
{
    private readonly Argument<string[]> _images = new("IMAGE")
    {
        Description = "NIfTI files of one brain on one grid; a 4-D file gives one image per volume.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly MaskOptions _mask = new();

    public void AddTo(Command command)
    {
        Bounds.Files(_images);
        command.Arguments.Add(_images);
        foreach (var option in _mask.All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>All files that are read.</summary>
    public IReadOnlyList<string> Files(ParseResult parsed) => _mask.File(parsed) is { } mask ? [.. parsed.GetValue(_images)!, mask] : parsed.GetValue(_images)!;

    /// <summary>The images, masked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="labels">A label map, whose voxels take part unless others are chosen; null for none.</param>
    /// <param name="cancellation">Stops after reading.</param>
    public MaskedImages Read(ParseResult parsed, string? labels, CancellationToken cancellation) => MaskedImages.Read(
        parsed.GetValue(_images)!, _mask.File(parsed) ?? (_mask.Given(parsed) ? null : labels), _mask.Rule(parsed), new PhaseClock(), cancellation);
}
