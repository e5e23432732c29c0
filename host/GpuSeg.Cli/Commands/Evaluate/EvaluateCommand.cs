using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Tools;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Evaluation;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Commands.Evaluate;

/// <summary><c>gpuseg evaluate</c>: results of many subjects measured by their truth.</summary>
internal static class EvaluateCommand
{
    private const string None = "-";

    public static Command Create() => CommandFactory.Create(
        "evaluate",
        "Measure label maps by their truth: Dice, Jaccard, 95 % Hausdorff distance and volume error of every region and subject, and "
        + "their mean, median and worst.",
        new EvaluateOptions(),
        Run);

    private static int Run(EvaluateSettings settings, Messages messages, CancellationToken cancellation)
    {
        var (pairs, note) = EvaluatedPair.Find(settings.Result, settings.Truth, settings.Match, settings.TruthMatch);
        var sessions = new List<EvaluatedSession>();
        foreach (var pair in pairs)
        {
            cancellation.ThrowIfCancellationRequested();
            messages.Working($"evaluating {pair.Id}");
            sessions.Add(EvaluatedSession.Of(pair, settings.Regions));
        }

        var evaluation = new ResultEvaluation(sessions);
        var outputs = settings.Prefix is { } prefix ? evaluation.Save(prefix, settings.Overwrite, AppVersion.Text) : [];
        messages.Done();
        string[] warnings =
        [
            .. sessions.SelectMany(session => session.Warnings.Select(warning => $"{session.Id}: {warning}")),
            .. new[] { note }.OfType<string>(),
        ];
        foreach (var warning in warnings)
        {
            messages.Warning(warning);
        }

        if (settings.Json)
        {
            Console.Out.Write(JsonText.Document(json =>
            {
                json.Texts("outputs", outputs);
                evaluation.Write(json, AppVersion.Text);
            }));
        }
        else
        {
            Print(evaluation, outputs);
        }

        return ExitCodes.Ok;
    }

    private static void Print(ResultEvaluation evaluation, IReadOnlyList<string> outputs)
    {
        Table.Write(
            ["session", "region", "Dice", "HD95 mm", "mL", "truth mL", "error %"],
            evaluation.Sessions.SelectMany(session => session.Regions.Select(region => (string[])
            [
                session.Id, region.Region, Text(region.Dice, "F3"), Text(region.Hausdorff95, "F1"), $"{region.ResultVolume:F1}",
                $"{region.TruthVolume:F1}", Text(region.VolumePercent, "F1"),
            ])));
        if (evaluation.Sessions.Count > 1)
        {
            Console.Out.WriteLine();
            Table.Write(
                ["region", "n", "mean Dice", "median", "worst", "of", "mean HD95 mm", "mean error mL"],
                evaluation.Summaries.Select(summary => (string[])
                [
                    summary.Region, $"{summary.Count}", Text(summary.MeanDice, "F3"), Text(summary.MedianDice, "F3"),
                    Text(summary.WorstDice, "F3"), summary.Worst, Text(summary.MeanHausdorff95, "F1"), Text(summary.MeanVolumeError, "F1"),
                ]));
        }

        if (outputs.Count > 0)
        {
            Console.Out.WriteLine($"wrote {string.Join(", ", outputs)}");
        }
    }

    private static string Text(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? number.ToString(format, System.Globalization.CultureInfo.InvariantCulture) : None;
}
