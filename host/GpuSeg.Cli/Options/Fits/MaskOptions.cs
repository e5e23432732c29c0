using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Images.Masking;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The voxels to include.</summary>
/// <param name="File">A file whose non-zero voxels are included, or null for the rule.</param>
/// <param name="Rule">The rule without a file.</param>
/// <param name="Given">Whether the user chose the voxels.</param>
internal sealed record MaskSettings(string? File, MaskRule Rule, bool Given);

/// <summary>The options that choose the voxels to include.</summary>
internal sealed class MaskOptions
{
    private readonly Option<string?> _mask = new("--mask", "-x")
    {
        Description = "Include the non-zero voxels of this file, which must be on the images' grid.",
        HelpName = "FILE",
    };

    private readonly Option<string> _rule = new("--mask-rule")
    {
        Description = "Without a mask file: include voxels that are positive, or nonzero, in every image.",
        DefaultValueFactory = _ => "positive",
    };

    public MaskOptions() => OptionChecks.OneOf(_rule, "positive", "nonzero");

    /// <summary>The rule, for commands that take masks from elsewhere.</summary>
    public Option Rule => _rule;

    public IReadOnlyList<Option> All => [_mask, _rule];

    public MaskSettings Bind(ParseResult parsed) =>
        new(File(parsed), Enum.Parse<MaskRule>(parsed.GetValue(_rule)!, ignoreCase: true), All.Any(option => parsed.Gives(option)));

    private string? File(ParseResult parsed) => parsed.GetValue(_mask) switch
    {
        "" => throw new UsageException("--mask is empty; give the path of a NIfTI file."),
        { } mask when parsed.Gives(_rule) =>
            throw new UsageException($"--mask {mask} and --mask-rule cannot be combined; leave one of them out."),
        var mask => mask,
    };
}
