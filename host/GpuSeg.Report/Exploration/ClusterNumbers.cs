using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>The choice of the number of clusters: scores over K, and their limits.</summary>
internal static class ClusterNumbers
{
    // A knee lies between two other points.
    private const int FewestPoints = 3;

    public static IEnumerable<Html> Of(ExplorationResult result)
    {
        FitSeries[] curves = [.. result.Leading.Where(series => series.Fits.Count >= FewestPoints)];
        if (curves.Length == 0)
        {
            yield break;
        }

        string[] paragraphs =
        [
            Bic([.. curves.Where(curve => curve.IsMixture)], result.Features.Count),
            curves.All(curve => curve.IsMixture)
                ? ""
                : "Inertia falls with every further cluster, whatever the images show; only its knee can suggest K.",
            "The knee of a curve is the K beyond which more clusters gain little: "
                + "the point farthest below the line from the first point to the last.",
        ];
        yield return Html.Of($"{paragraphs.Where(paragraph => paragraph.Length > 0).Select(paragraph => Html.Of($"<p>{paragraph}</p>"))}");
        yield return Table(curves);
    }

    private static string Bic(FitSeries[] mixtures, int voxels)
    {
        var falling = mixtures.Count(series => series.Scores.Zip(series.Scores.Skip(1)).All(pair => pair.Second < pair.First));
        if (falling == 0)
        {
            return "";
        }

        var which = falling == mixtures.Length ? "" : $"In {falling} of {mixtures.Length} mixtures, ";
        return $"{which}BIC falls up to the largest K tried, so its lowest value does not select a K. "
            + $"BIC treats the {voxels:N0} voxels as independent; neighbouring voxels are alike, "
            + "so BIC keeps rewarding clusters that mean little.";
    }

    private static Html Table(FitSeries[] curves)
    {
        int[] clusters = [.. curves.SelectMany(curve => curve.Clusters).Distinct().Order()];
        var scores = string.Join(", ", curves.Select(curve => curve.IsMixture ? "BIC of mixtures" : "Inertia of KMeans").Distinct());
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
                Html.Of($"{curve.Clusters.Zip(curve.Scores).MinBy(point => point.Second).First}"),
                Html.Of($"{(curve.Knee is { } knee ? $"{knee}" : "none")}"),
            ])]).ToHtml();
    }

    private static Html Score(ExploredFit? fit) => fit?.Clustering switch
    {
        null => Html.Of($"–"),
        { Bic: { } bic } => Html.Of($"{bic:N0}"),
        { Inertia: var inertia } => Html.Of($"{TextFormat.Number(inertia!.Value)}"),
    };
}
