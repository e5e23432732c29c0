using System.CommandLine;
using GpuSeg.Cli.Failures;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The voxels to leave out of the fit.</summary>
/// <param name="Source">A mask file, or a data set of masks; null to leave out none.</param>
/// <param name="Labels">Whether the fitted model labels them.</param>
internal sealed record ExcludeSettings(string? Source, bool Labels);

/// <summary>The options that leave voxels out of the fit.</summary>
/// <param name="description">The description of the source.</param>
/// <param name="helpName">The name of its value.</param>
/// <param name="labels">Whether the voxels may be labelled.</param>
internal sealed class ExcludeOptions(string description, string helpName, bool labels)
{
    private readonly Option<string?> _exclude = new("--exclude") { Description = description, HelpName = helpName };
    private readonly Option<bool> _labels = LabelsOption();

    public IReadOnlyList<Option> All => labels ? [_exclude, _labels] : [_exclude];

    /// <summary>Creates the option that labels excluded voxels.</summary>
    public static Option<bool> LabelsOption() => new("--label-excluded")
    {
        Description = "Label the excluded voxels by the fitted model. Without it they are background.",
    };

    public ExcludeSettings Bind(ParseResult parsed) => (parsed.GetValue(_exclude), labels && parsed.GetValue(_labels)) switch
    {
        ("", _) => throw new UsageException("--exclude is empty; give a mask of the voxels to leave out."),
        (null, true) => throw new UsageException("--label-excluded needs excluded voxels; give them by --exclude."),
        var (source, isLabelled) => new(source, isLabelled),
    };
}
