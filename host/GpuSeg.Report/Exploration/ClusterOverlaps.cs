using GpuSeg.Engine.Metrics;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>Whether the clusters that figures show are also those of other images, scalings and methods.</summary>
internal static class ClusterOverlaps
{
    public static IEnumerable<Html> Of(ExplorationResult result)
    {
        if (result.Shown is not { } shown || result.Fits.Where(fit => fit != shown && fit.Clusters == shown.Clusters && fit.Clustering is not null).ToArray() is not { Length: > 0 } others)
        {
            yield break;
        }

        yield return Html.Of($"""
            <p>The clusters of {FitNames.The(shown)}, in the other fits of as many clusters: the Dice overlap of each with whichever of theirs overlaps it most. 1 is the same cluster; below {Stability.FoundAgain} they have none of its kind.</p>
            """);
        yield return new DataTable(
            "Best Dice overlap of each cluster",
            [new("Fit"), .. Enumerable.Range(0, shown.Clusters).Select(k => new Column(FitNames.Cluster(shown, k, result), true))],
            [.. others.Select(other => Row(shown, other))]).ToHtml();
    }

    private static Html[] Row(ExploredFit shown, ExploredFit other)
    {
        var table = new ContingencyTable(shown.Clustering!.Labels.Span, other.Clustering!.Labels.Span, shown.Clusters, other.Clusters);
        return [Html.Of($"{other.Name}"), .. Enumerable.Range(0, table.Rows).Select(row => Html.Of($"{Enumerable.Range(0, table.Columns).Max(column => table.Dice(row, column)):F2}"))];
    }
}
