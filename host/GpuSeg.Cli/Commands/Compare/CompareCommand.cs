using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Tools;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Comparison;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Commands.Compare;

/// <summary><c>gpuseg compare</c>: the agreement of two label maps, or of one with the truth.</summary>
internal static class CompareCommand
{
    public static Command Create() => CommandFactory.Create(
        "compare",
        "Compare two label maps, whatever their labels are called. "
        + "Labels are matched one to one so that the sum of their Dice overlaps is largest; "
        + "ARI, AMI and agreement are over the voxels that have a label in both maps, overlaps and distances over the whole grid.",
        new CompareOptions(),
        Run);

    private static int Run(CompareSettings settings, Messages messages, CancellationToken cancellation)
    {
        var outputs = settings.Prefix is { } prefix
            ? new ComparisonOutputs(prefix, [settings.A, settings.B], settings.Overwrite)
            : null;
        outputs?.Require();
        messages.Working("comparing");
        var comparison = MapComparison.Run(settings.A, settings.B, settings.Truth, cancellation);
        outputs?.Write(comparison, AppVersion.Text, cancellation);
        messages.Done();
        foreach (var warning in comparison.Warnings)
        {
            messages.Warning(warning);
        }

        if (settings.Json)
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
