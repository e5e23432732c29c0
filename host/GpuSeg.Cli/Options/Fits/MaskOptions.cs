using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Images.Masking;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The voxels to include.</summary>
/// <param name="File">A file whose non-zero voxels are included, or null for the rule.</param>
/// <param name="Rule">The rule without a file.</param>
/// <param name="FillHoles">The enclosed holes to fill.</param>
/// <param name="Given">Whether the user chose the voxels by a file or a rule.</param>
internal sealed record MaskSettings(string? File, MaskRule Rule, HoleFill FillHoles, bool Given);

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
        Description = "Without a mask file: include voxels that are positive, nonzero, finite or above VALUE in every image, "
            + "nonzero in any image, or inside an automatic mask of the head.",
        DefaultValueFactory = _ => MaskRule.Positive.ToString(),
    };

    private readonly HolesOption _holes = new();

    public MaskOptions() => MaskRules.Check(_rule);

    /// <summary>The rule, for commands that take masks from elsewhere.</summary>
    public Option Rule => _rule;

    /// <summary>The filling of holes, for commands that take masks from elsewhere.</summary>
    public Option Holes => _holes.Option;

    public IReadOnlyList<Option> All => [_mask, _rule, Holes];

    public MaskSettings Bind(ParseResult parsed) => new(
        File(parsed),
        MaskRule.Parse(parsed.GetValue(_rule)!),
        _holes.Bind(parsed),
        new Option[] { _mask, _rule }.Any(option => parsed.Gives(option)));

    private string? File(ParseResult parsed) => parsed.GetValue(_mask) switch
    {
        "" => throw new UsageException("--mask is empty; give the path of a NIfTI file."),
        { } mask when parsed.Gives(_rule) =>
            throw new UsageException($"--mask {mask} and --mask-rule cannot be combined; leave one of them out."),
        var mask => mask,
    };
}
