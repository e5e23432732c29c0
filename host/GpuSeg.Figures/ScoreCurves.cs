using GpuSeg.Figures.Charts;
using GpuSeg.Figures.Drawing;

namespace GpuSeg.Figures;

/// <summary>A score over the number of clusters.</summary>
/// <param name="Name">Name in the legend, or empty; curves of the same name have the same colour in all panels.</param>
/// <param name="Clusters">K of every point, ascending.</param>
/// <param name="Scores">Score of every point.</param>
/// <param name="Knee">The K to mark with a ring; null for no ring.</param>
public sealed record ScoreCurve(string Name, IReadOnlyList<int> Clusters, IReadOnlyList<double> Scores, int? Knee = null);

/// <summary>Curves that can be compared: one score of models of the same images.</summary>
/// <param name="Title">Title above the panel, or empty.</param>
/// <param name="Score">Name of the score, such as BIC.</param>
/// <param name="Curves">At least one curve with at least one point.</param>
public sealed record ScorePanel(string Title, string Score, IReadOnlyList<ScoreCurve> Curves);

/// <summary>BIC, AIC or inertia over the number of clusters; rings mark knees.</summary>
public static class ScoreCurves
{
    private const double Width = 380;
    private const double Height = 250;

    /// <summary>Draws panels row by row; null leaves a gap.</summary>
    public static Figure Draw(IReadOnlyList<IReadOnlyList<ScorePanel?>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ScorePanel[] panels = [.. rows.SelectMany(row => row).OfType<ScorePanel>()];
        string[] names = [.. panels.SelectMany(panel => panel.Curves).Select(curve => curve.Name).Distinct()];
        string Colour(string name) => Ink.Curve(Array.IndexOf(names, name));
        var charts = rows.Select(row => row.Select(panel => panel is null ? null : Panel(panel, Colour)).ToArray());
        var scores = string.Join(", ", panels.Select(panel => panel.Score).Distinct());
        var legend = names is [""] ? null : new Legend([.. names.Select(name => (name, Colour(name)))]);
        return ChartGrid.Draw($"{scores} over the number of clusters", [.. charts], legend);
    }

    private static Chart Panel(ScorePanel panel, Func<string, string> colour)
    {
        var clusters = AxisRange.Around(panel.Curves.SelectMany(curve => curve.Clusters).Select(k => (double)k));
        var scores = AxisRange.Around(panel.Curves.SelectMany(curve => curve.Scores));
        var chart = new Chart(clusters, scores, Width, Height, wholeX: true)
        {
            Title = panel.Title.Length == 0 ? null : panel.Title,
            Grid = true,
            XLabel = "Clusters",
            YLabel = panel.Score,
            Notes = panel.Curves.Any(curve => curve.Knee is not null) ? ["ring: knee"] : [],
        };
        foreach (var curve in panel.Curves)
        {
            chart.Curve([.. curve.Clusters.Select(k => (double)k)], [.. curve.Scores], colour(curve.Name), dots: true);
            foreach (var (k, score) in curve.Clusters.Zip(curve.Scores).Where(point => point.First == curve.Knee))
            {
                chart.Ring(k, score, colour(curve.Name));
            }
        }
        return chart;
    }
}
