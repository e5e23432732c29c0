using System.CommandLine;
using GpuSeg.Imaging;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The images of one brain and which of their voxels take part.</summary>
internal sealed class ImageOptions
{
    private readonly Argument<string[]> _images = new("IMAGE")
    {
        Description = "NIfTI files of one brain on one grid; a 4-D file gives one image per volume.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _mask = new("--mask", "-x") { Description = "Take the non-zero voxels of this file on the same grid.", HelpName = "FILE" };
    private readonly Option<string> _rule = new("--mask-rule") { Description = "Without --mask: voxels positive or nonzero in every image.", DefaultValueFactory = _ => "positive" };

    public void AddTo(Command command)
    {
        Bounds.Files(_images);
        Bounds.OneOf(_rule, "positive", "nonzero");
        command.Arguments.Add(_images);
        command.Options.Add(_mask);
        command.Options.Add(_rule);
    }

    public string[] Paths(ParseResult parsed) => parsed.GetValue(_images)!;

    public string? MaskFile(ParseResult parsed) => parsed.GetValue(_mask) switch
    {
        "" => throw new UsageException("--mask is empty; give the path of a NIfTI file."),
        { } mask when parsed.GetResult(_rule) is { Implicit: false } =>
            throw new UsageException($"--mask {mask} says which voxels take part, so --mask-rule has no say; leave one of them out."),
        var mask => mask,
    };

    public MaskRule Rule(ParseResult parsed) => Enum.Parse<MaskRule>(parsed.GetValue(_rule)!, ignoreCase: true);

    /// <summary>All files that are read.</summary>
    public IReadOnlyList<string> Files(ParseResult parsed) => MaskFile(parsed) is { } mask ? [.. Paths(parsed), mask] : Paths(parsed);

    public MaskedImages Read(ParseResult parsed, CancellationToken cancellation) =>
        MaskedImages.Read(Paths(parsed), MaskFile(parsed), Rule(parsed), new PhaseClock(), cancellation);
}
