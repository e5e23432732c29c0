using System.CommandLine;

namespace GpuSeg.Cli.Options.Tools;

/// <summary>The settings of <c>gpuseg compare</c>.</summary>
/// <param name="A">A label map.</param>
/// <param name="B">Another on the same grid.</param>
/// <param name="Truth">Whether B is the truth.</param>
/// <param name="Prefix">Folder and beginning of the output names, or null to write no files.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
/// <param name="Overwrite">Whether outputs that exist are replaced.</param>
internal sealed record CompareSettings(string A, string B, bool Truth, string? Prefix, bool Json, bool Overwrite);

/// <summary>The options of <c>gpuseg compare</c>.</summary>
internal sealed class CompareOptions : ICommandOptions<CompareSettings>
{
    private readonly Argument<string> _a = new("A")
    {
        Description = "A label map: NIfTI, whole numbers with 0 as background, at most 255 labels.",
    };

    private readonly Argument<string> _b = new("B") { Description = "Another on the same grid." };
    private readonly Option<bool> _truth = new("--truth")
    {
        Description = "B is the truth: also measure distances of surfaces (95 % Hausdorff, average) and differences of volume.",
    };

    private readonly Option<string?> _prefix = new("-o", "--output")
    {
        Description = "Also write PREFIX_compare.tsv, .json and .png: the matched labels, all results, and slices with differences in red.",
        HelpName = "PREFIX",
    };

    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();

    public void AddTo(Command command)
    {
        OptionChecks.Files(_a);
        OptionChecks.Files(_b);
        command.Arguments.Add(_a);
        command.Arguments.Add(_b);
        command.AddOptions(_truth, _prefix, _json, _overwrite);
    }

    public CompareSettings Bind(ParseResult parsed) => new(
        parsed.GetValue(_a)!,
        parsed.GetValue(_b)!,
        parsed.GetValue(_truth),
        parsed.GetValue(_prefix) is { } prefix ? CommonOptions.PrefixFrom(prefix) : null,
        parsed.GetValue(_json),
        parsed.GetValue(_overwrite));
}
