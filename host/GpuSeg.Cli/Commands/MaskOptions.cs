using System.CommandLine;
using GpuSeg.Images.Masking;

namespace GpuSeg.Cli.Commands;

/// <summary>The options that choose which voxels take part.</summary>
internal sealed class MaskOptions
{
    private readonly Option<string?> _mask = new("--mask", "-x") { Description = "Take the non-zero voxels of this file on the same grid.", HelpName = "FILE" };
    private readonly Option<string> _rule = new("--mask-rule") { Description = "Without a mask file: voxels positive or nonzero in every image.", DefaultValueFactory = _ => "positive" };

    public MaskOptions() => Bounds.OneOf(_rule, "positive", "nonzero");

    public Option RuleOnly => _rule;

    public IReadOnlyList<Option> All => [_mask, _rule];

    /// <summary>Whether the voxels were chosen and not left to the default.</summary>
    public bool Given(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    public MaskRule Rule(ParseResult parsed) => Enum.Parse<MaskRule>(parsed.GetValue(_rule)!, ignoreCase: true);

    public string? File(ParseResult parsed) => parsed.GetValue(_mask) switch
    {
        "" => throw new UsageException("--mask is empty; give the path of a NIfTI file."),
        { } mask when parsed.GetResult(_rule) is { Implicit: false } =>
            throw new UsageException($"--mask {mask} says which voxels take part, so --mask-rule has no say; leave one of them out."),
        var mask => mask,
    };
}
