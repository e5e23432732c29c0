using System.Text.Json;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Evaluation;

/// <summary>Results evaluated by their truth.</summary>
/// <param name="Sessions">The results, at least one.</param>
public sealed record ResultEvaluation(IReadOnlyList<EvaluatedSession> Sessions)
{
    private static readonly string[] s_columns =
    [
        "session", "region", "dice", "jaccard", "hd95_mm", "volume_ml", "truth_volume_ml", "volume_difference_ml",
        "volume_difference_percent",
    ];

    /// <summary>Summaries of the regions, in the order in which they occur.</summary>
    public IReadOnlyList<RegionSummary> Summaries =>
        [.. Sessions.SelectMany(session => session.Regions.Select(region => (session.Id, region))).GroupBy(scored => scored.region.Region)
            .Select(group => RegionSummary.Of(group.Key, [.. group]))];

    /// <summary>Writes the scores of all sessions as a table.</summary>
    public string ToTsv() => Tsv.Text(s_columns, Sessions.SelectMany(session => session.Regions.Select(region => (object?[])
    [
        session.Id, region.Region, region.Dice, region.Jaccard, region.Hausdorff95, region.ResultVolume, region.TruthVolume,
        region.VolumeDifference, region.VolumePercent,
    ])));

    /// <summary>Writes summaries, files and warnings as the properties of one object.</summary>
    public void Write(Utf8JsonWriter json, string version)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("version", version);
        json.WriteStartArray("regions");
        foreach (var summary in Summaries)
        {
            summary.Write(json);
        }

        json.WriteEndArray();
        json.WriteStartArray("sessions");
        foreach (var session in Sessions)
        {
            json.WriteStartObject();
            json.WriteString("session", session.Id);
            json.WriteString("result", Path.GetFileName(session.Result));
            json.WriteString("truth", Path.GetFileName(session.Truth));
            json.Texts("warnings", session.Warnings);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes PREFIX_evaluation.tsv and PREFIX_evaluation.json.</summary>
    /// <returns>The paths.</returns>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or cannot be written.</exception>
    public IReadOnlyList<string> Save(string prefix, bool overwrite, string version)
    {
        using var outputs = new OutputSet(overwrite, Sessions.SelectMany(session => (string[])[session.Result, session.Truth]));
        outputs.AddText($"{prefix}_evaluation.tsv", ToTsv());
        outputs.AddText($"{prefix}_evaluation.json", JsonText.Document(json => Write(json, version)));
        outputs.Commit();
        return outputs.Paths;
    }
}

/// <summary>The scores of one region over the sessions that have it in the result or in the truth.</summary>
/// <param name="Region">Name of the region.</param>
/// <param name="Count">Number of sessions that count.</param>
/// <param name="MeanDice">Mean of their Dice.</param>
/// <param name="MedianDice">Median of their Dice.</param>
/// <param name="WorstDice">Least Dice.</param>
/// <param name="Worst">The session with the least Dice.</param>
/// <param name="MeanHausdorff95">Mean of the 95 % Hausdorff distances that exist, in mm.</param>
/// <param name="MeanVolumeError">Mean of the absolute differences of volume in mL.</param>
public sealed record RegionSummary(
    string Region, int Count, double MeanDice, double MedianDice, double WorstDice, string Worst, double MeanHausdorff95,
    double MeanVolumeError)
{
    internal static RegionSummary Of(string region, IReadOnlyList<(string Id, RegionScores Scores)> sessions)
    {
        var scored = sessions.Where(session => session.Scores.Dice is not null).OrderBy(session => session.Scores.Dice).ToArray();
        if (scored.Length == 0)
        {
            return new(region, 0, double.NaN, double.NaN, double.NaN, "", double.NaN, double.NaN);
        }

        double[] dice = [.. scored.Select(session => session.Scores.Dice!.Value)];
        return new(
            region,
            dice.Length,
            dice.Average(),
            (dice[(dice.Length - 1) / 2] + dice[dice.Length / 2]) / 2,
            dice[0],
            scored[0].Id,
            scored.Select(session => session.Scores.Hausdorff95).OfType<double>().DefaultIfEmpty(double.NaN).Average(),
            scored.Average(session => Math.Abs(session.Scores.VolumeDifference)));
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("region", Region);
        json.WriteNumber("sessions", Count);
        json.Number("dice_mean", MeanDice);
        json.Number("dice_median", MedianDice);
        json.Number("dice_worst", WorstDice);
        json.WriteString("worst", Worst);
        json.Number("hd95_mm_mean", MeanHausdorff95);
        json.Number("volume_error_ml_mean", MeanVolumeError);
        json.WriteEndObject();
    }
}
