using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Studies.Evaluation;

namespace GpuSeg.Cli.Options.Tools;

/// <summary>The settings of <c>gpuseg evaluate</c>.</summary>
/// <param name="Result">A label map, or a folder of label maps.</param>
/// <param name="Truth">The truth, a file or a folder likewise.</param>
/// <param name="Regions">The regions, or null for a region per label.</param>
/// <param name="Match">Part of the names of results, or null.</param>
/// <param name="TruthMatch">Part of the names of the truth, or null.</param>
/// <param name="Prefix">Folder and beginning of the output names, or null to write no files.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
/// <param name="Overwrite">Whether outputs that exist are replaced.</param>
internal sealed record EvaluateSettings(
    string Result, string Truth, IReadOnlyList<EvaluatedRegion>? Regions, string? Match, string? TruthMatch, string? Prefix, bool Json,
    bool Overwrite);

/// <summary>The options of <c>gpuseg evaluate</c>.</summary>
internal sealed class EvaluateOptions : ICommandOptions<EvaluateSettings>
{
    private readonly Argument<string> _result = new("RESULT")
    {
        Description = "A label map, or a folder of label maps such as a derivative data set (sub-*_dseg.nii.gz or sub-*_mask.nii.gz).",
    };

    private readonly Argument<string> _truth = new("TRUTH") { Description = "The truth: a file, or a folder with the same subjects." };

    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "Regions to evaluate: labels of the result and of the truth, such as core=1+3:1+4,whole=all:all. "
            + "Default: a region per name that both maps have in their tables, or else per label.",
        HelpName = "NAME=RESULT:TRUTH,...",
    };

    private readonly Option<string?> _match = new("--match")
    {
        Description = "Part of the names of results to evaluate, such as label-lesion_mask, if a session has several.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _truthMatch = new("--truth-match")
    {
        Description = "Part of the names of the truth, likewise.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _prefix = new("-o", "--output")
    {
        Description = "Also write PREFIX_evaluation.tsv, a row per session and region, and PREFIX_evaluation.json.",
        HelpName = "PREFIX",
    };

    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();

    public void AddTo(Command command)
    {
        OptionChecks.Files(_result);
        OptionChecks.Files(_truth);
        command.Arguments.Add(_result);
        command.Arguments.Add(_truth);
        command.AddOptions(_labels, _match, _truthMatch, _prefix, _json, _overwrite);
    }

    public EvaluateSettings Bind(ParseResult parsed) => new(
        parsed.GetValue(_result)!,
        parsed.GetValue(_truth)!,
        Regions(parsed.GetValue(_labels)),
        parsed.GetValue(_match),
        parsed.GetValue(_truthMatch),
        parsed.GetValue(_prefix) is { } prefix ? CommonOptions.PrefixFrom(prefix) : null,
        parsed.GetValue(_json),
        parsed.GetValue(_overwrite));

    private static IReadOnlyList<EvaluatedRegion>? Regions(string? text)
    {
        EvaluatedRegion?[]? regions = text?.Split(',').Select(EvaluatedRegion.Parse).ToArray();
        return regions is null ? null
            : regions.All(region => region is not null) && regions.DistinctBy(region => region!.Name).Count() == regions.Length
            ? [.. regions.OfType<EvaluatedRegion>()]
            : throw new UsageException(
                $"--labels is {text}; it must be regions such as core=1+3:1+4,whole=all:all, each with its own name, labels of the "
                + "result and labels of the truth.");
    }
}
