using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Comparison;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg compare</c>: how far two label maps agree, or one with the truth.</summary>
internal sealed class CompareCommand
{
    private readonly Argument<string> _a = new("A") { Description = "A label map: NIfTI, whole numbers 0..255, 0 being background." };
    private readonly Argument<string> _b = new("B") { Description = "Another on the same grid." };
    private readonly Option<bool> _truth = new("--truth") { Description = "B is the truth: also measure distances of surfaces (95 % Hausdorff, average) and differences of volume." };
    private readonly Option<string?> _prefix = new("-o", "--output") { Description = "Also write PREFIX_compare.tsv, .json and .png: the matched labels, everything, and slices with what differs in red.", HelpName = "PREFIX" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on stdout." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace outputs that exist." };

    public static Command Create() => new CompareCommand().Build();

    private Command Build()
    {
        Bounds.Files(_a);
        Bounds.Files(_b);
        var command = new Command(
            "compare",
            "Compare two label maps, whatever their labels are called. Labels are matched one to one so that the sum of their Dice overlaps is largest; "
            + "ARI, AMI and agreement are over the voxels that have a label in both maps, overlaps and distances over the whole grid.")
        {
            _a, _b, _truth, _prefix, _json, _overwrite,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string[] maps = [parsed.GetValue(_a)!, parsed.GetValue(_b)!];
        var outputs = parsed.GetValue(_prefix) is { } prefix
            ? new ComparisonOutputs(OutputPrefix.Of(prefix), maps, parsed.GetValue(_overwrite))
            : null;
        outputs?.Require();
        using var messages = new Messages(parsed.GetValue(Runner.Verbose));
        messages.Working("comparing");
        var comparison = MapComparison.Run(maps[0], maps[1], parsed.GetValue(_truth), cancellation);
        outputs?.Write(comparison, AppVersion.Text, cancellation);
        messages.Done();
        foreach (var warning in comparison.Warnings)
        {
            messages.Warning(warning);
        }

        if (parsed.GetValue(_json))
        {
            Console.Out.Write(JsonText.Document(json =>
            {
                json.Texts("outputs", outputs?.Paths ?? []);
                ComparisonJson.Write(json, comparison, AppVersion.Text);
            }));
        }
        else
        {
            CompareSummary.Print(comparison, outputs?.Paths ?? []);
        }

        return ExitCodes.Ok;
    }
}
