using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Report.Exploration;

/// <summary>The choice of the number of clusters: scores over K, and their limits.</summary>
internal static class ClusterNumbers
{
    /// <summary>Points of a curve that has a knee, which lies between two other points.</summary>
    public const int FewestPoints = 3;

    public static IEnumerable<Html> Of(ExplorationResult result)
    {
        FitSeries[] curves = [.. result.Leading.Where(series => series.Fits.Count >= FewestPoints)];
        if (curves.Length == 0)
        {
            yield break;
        }

        string[] paragraphs =
        [
            .. curves.GroupBy(curve => curve.Method).Select(group => Note(group, result.Features.Count)).OfType<string>(),
            "The knee of a curve is the K beyond which more clusters gain little: "
                + "the point farthest below the line from the first point to the last.",
            .. curves.Any(curve => curve.OnOneLevel.Count > 0)
                ? ["A dash is a mixture with a component on one grey level: its BIC means nothing, and is left out."]
                : Array.Empty<string>(),
        ];
        yield return Html.Of($"{paragraphs.Select(paragraph => Html.Of($"<p>{paragraph}</p>"))}");
        yield return Table(curves);
    }

    private static string? Note(IGrouping<Method, FitSeries> curves, int voxels) =>
        curves.Key.CriterionNote([.. curves.Select(curve => curve.Scores.Select(point => point.Score).ToArray())], voxels);

    private static Html Table(FitSeries[] curves)
    {
        int[] clusters = [.. curves.SelectMany(curve => curve.Clusters).Distinct().Order()];
        var scores = string.Join(", ", curves.Select(curve => $"{curve.Method.Criteria[0].Title} of {curve.Method.PluralName}").Distinct());
        return new DataTable(
            $"{scores}; compare numbers within a row only",
            [
                new("Clusterings"), .. clusters.Select(k => new Column($"K = {k}", true)),
                new("Lowest at K", true), new("Knee at K", true),
            ],
            [.. curves.Select(curve => (Html[])
            [
                Html.Of($"{FitNames.Short(curve)}, {FitNames.Scaling(curve.Scaling)}"),
                .. clusters.Select(k => Score(curve.At(k))),
                Html.Of($"{(curve.Scores.Count > 0 ? $"{curve.Scores.MinBy(point => point.Score).Clusters}" : "none")}"),
                Html.Of($"{(curve.Knee is { } knee ? $"{knee}" : "none")}"),
            ])]).ToHtml();
    }

    private static Html Score(ExploredFit? fit) =>
        fit?.Method.Criteria[0] is { } criterion && fit.Value(criterion) is { } value
            ? Html.Of($"{criterion.TableText(value)}")
            : Html.Of($"–");
}
