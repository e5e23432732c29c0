using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Images.Masking;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The voxels to include.</summary>
/// <param name="File">A file whose voxels are included, or null for the rule.</param>
/// <param name="Threshold">The value above which voxels of the file are inside, or null.</param>
/// <param name="Rule">The rule without a file.</param>
/// <param name="FillHoles">The enclosed holes to fill.</param>
/// <param name="Given">Whether the user chose the voxels by a file or a rule.</param>
internal sealed record MaskSettings(string? File, double? Threshold, MaskRule Rule, HoleFill FillHoles, bool Given)
{
    /// <summary>Copies a selection, or a request that adds to one, with these settings.</summary>
    public T ApplyTo<T>(T selection) where T : ImageSelection =>
        (T)((ImageSelection)selection with { MaskFile = File, MaskThreshold = Threshold, MaskRule = Rule, FillHoles = FillHoles });
}

/// <summary>The options that choose the voxels to include.</summary>
internal sealed class MaskOptions
{
    private readonly Option<string?> _mask = new("--mask", "-x")
    {
        Description = "Include the voxels of this mask, which must be on the images' grid: all that are not 0; "
            + "of a mask with values between 0 and 1 (or 255) those above the half.",
        HelpName = "FILE",
    };

    private readonly Option<double?> _threshold = CommonOptions.MaskThreshold("the mask");

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

    private Option Holes => _holes.Option;

    /// <summary>The options of commands that take masks from elsewhere.</summary>
    public IReadOnlyList<Option> WithoutFile => [_threshold, _rule, Holes];

    public IReadOnlyList<Option> All => [_mask, .. WithoutFile];

    public MaskSettings Bind(ParseResult parsed) => Bind(parsed, File(parsed), Threshold(parsed));

    /// <summary>Reads the settings of a command that takes masks from elsewhere.</summary>
    public MaskSettings BindWithoutFile(ParseResult parsed) => Bind(parsed, null, parsed.GetValue(_threshold));

    private MaskSettings Bind(ParseResult parsed, string? file, double? threshold) => new(
        file,
        threshold,
        MaskRule.Parse(parsed.GetValue(_rule)!),
        _holes.Bind(parsed),
        new Option[] { _mask, _rule }.Any(option => parsed.Gives(option)));

    private double? Threshold(ParseResult parsed) => parsed.GetValue(_threshold) is { } threshold && parsed.GetValue(_mask) is null
        ? throw new UsageException($"--mask-threshold {threshold} needs a mask; give it by --mask or leave the threshold out.")
        : parsed.GetValue(_threshold);

    private string? File(ParseResult parsed) => parsed.GetValue(_mask) switch
    {
        "" => throw new UsageException("--mask is empty; give the path of a NIfTI file."),
        { } mask when parsed.Gives(_rule) =>
            throw new UsageException($"--mask {mask} and --mask-rule cannot be combined; leave one of them out."),
        var mask => mask,
    };
}
