using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>How many clusters: the scores over K, and what they cannot tell.</summary>
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
            curves.All(curve => curve.IsMixture) ? "" : "Inertia can always be made smaller by one more cluster, whatever the images show, so that nothing but its knee can choose K.",
            "The knee of a curve is the K from which on more clusters gain little: its point farthest below the line from its first point to its last.",
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

        var where = falling == mixtures.Length ? "BIC falls all the way to the largest K that was tried" : $"In {falling} of {mixtures.Length} mixtures BIC falls all the way to the largest K that was tried";
        return $"{where}, so that its lowest value chooses none. BIC takes the {voxels:N0} voxels for independent; neighbours are much alike, and so it goes on rewarding clusters that mean little.";
    }

    private static Html Table(FitSeries[] curves)
    {
        int[] clusters = [.. curves.SelectMany(curve => curve.Clusters).Distinct().Order()];
        return new DataTable(
            $"{string.Join(", ", curves.Select(curve => curve.IsMixture ? "BIC of mixtures" : "Inertia of KMeans").Distinct())}; only numbers in one row can be compared",
            [new("Clusterings"), .. clusters.Select(k => new Column($"K = {k}", true)), new("Lowest at K", true), new("Knee at K", true)],
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
