using System.Globalization;
using GpuSeg.Cli.Options.Plots;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Metrics;
using GpuSeg.Figures;
using GpuSeg.Images;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>The plot of scores over the number of clusters, from a tab-separated table with a row per model.</summary>
internal static class ScoresPlot
{
    private static readonly (string Column, string Name)[] s_scores = [("bic", "BIC"), ("aic", "AIC"), ("inertia", "Inertia")];

    public static int Run(TextPlotSettings settings, Messages messages, CancellationToken cancellation) =>
        PlotFile.Write(settings.Figure, [settings.Input], () => ScoreCurves.Draw(Read(settings.Input)), messages, cancellation);

    /// <summary>Reads panels of the scores that the table holds, a row for each combination of images and scale.</summary>
    /// <exception cref="ImageException">The file cannot be read, or holds no score of any K.</exception>
    private static IReadOnlyList<IReadOnlyList<ScorePanel?>> Read(string path)
    {
        ScorePanel?[][] panels = [.. Rows(path).GroupBy(row => Join(row, "images", "scale"))
            .Select(group => s_scores.Select(score => Panel(group.Key, score, [.. group])).ToArray())
            .Where(row => row.Any(panel => panel is not null))];
        int[] columns = [.. Enumerable.Range(0, s_scores.Length).Where(column => panels.Any(row => row[column] is not null))];
        return panels.Length > 0
            ? [.. panels.Select(row => columns.Select(column => row[column]).ToArray())]
            : throw new ImageException($"{path} holds no scores; "
                + "give a tab-separated table with columns k and bic, aic or inertia, and a row for every model.");
    }

    private static ScorePanel? Panel(string title, (string Column, string Name) score, Dictionary<string, string>[] rows)
    {
        ScoreCurve[] curves = [.. rows.GroupBy(row => Join(row, "method", "covariance"))
            .Select(group => Curve(group.Key, score.Column, group))
            .Where(curve => curve.Clusters.Count > 0)];
        return curves.Length > 0 ? new(title, score.Name, curves) : null;
    }

    // If several models have the same number of clusters, the best counts: the lowest of each of these scores.
    private static ScoreCurve Curve(string name, string column, IEnumerable<Dictionary<string, string>> rows)
    {
        (int K, double Score)[] points = [.. rows.Select(row => (K: Number(row, "k"), Score: Number(row, column)))
            .Where(point => double.IsInteger(point.K) && double.IsFinite(point.Score))
            .GroupBy(point => (int)point.K, point => point.Score)
            .Select(group => (group.Key, group.Min()))
            .OrderBy(point => point.Key)];
        (int[] clusters, double[] scores) = ([.. points.Select(point => point.K)], [.. points.Select(point => point.Score)]);
        return new(name, clusters, scores, column == "aic" ? null : Knee.Of(clusters, scores));
    }

    private static Dictionary<string, string>[] Rows(string path)
    {
        string[][] cells = [.. PlotFile.ReadText(path).Split('\n').Select(line => line.TrimEnd('\r').Split('\t'))];
        return [.. cells.Skip(1).Select(Named)];

        Dictionary<string, string> Named(string[] row) =>
            cells[0].Zip(row).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static string Join(Dictionary<string, string> row, params string[] columns) =>
        string.Join(
            ", ", columns.Select(column => row.GetValueOrDefault(column)).Where(value => value is not (null or "" or "n/a" or "none")));

    private static double Number(Dictionary<string, string> row, string column) =>
        double.TryParse(row.GetValueOrDefault(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : double.NaN;
}
