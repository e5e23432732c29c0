using GpuSeg.Engine.Metrics;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>Overlap of the clusters in the figures with the clusters of other images, scalings and methods.</summary>
internal static class ClusterOverlaps
{
    public static IEnumerable<Html> Of(ExplorationResult result)
    {
        if (result.Shown is not { } shown)
        {
            yield break;
        }

        ExploredFit[] others =
            [.. result.Fits.Where(fit => fit != shown && fit.Clusters == shown.Clusters && fit.Clustering is not null)];
        if (others.Length == 0)
        {
            yield break;
        }

        yield return Html.Of($"""
            <p>{Explanation(shown)}</p>
            """);
        yield return new DataTable(
            "Best Dice overlap of each cluster",
            [new("Fit"), .. Enumerable.Range(0, shown.Clusters).Select(k => new Column(FitNames.Cluster(shown, k, result), true))],
            [.. others.Select(other => Row(shown, other))]).ToHtml();
    }

    private static string Explanation(ExploredFit shown) =>
        $"Clusters of {FitNames.The(shown)}, compared with the other fits of as many clusters: "
        + "the Dice overlap of each cluster with the cluster that overlaps it most. "
        + $"1 means the same cluster; below {Stability.FoundAgain} the fit has no such cluster.";

    private static Html[] Row(ExploredFit shown, ExploredFit other)
    {
        var table = new ContingencyTable(shown.Clustering!.Labels.Span, other.Clustering!.Labels.Span, shown.Clusters, other.Clusters);
        return [Html.Of($"{other.Name}"), .. Enumerable.Range(0, table.Rows).Select(row => Html.Of($"{BestDice(row):F2}"))];

        double BestDice(int row) => Enumerable.Range(0, table.Columns).Max(column => table.Dice(row, column));
    }
}
