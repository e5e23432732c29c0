using GpuSeg.Engine.Metrics;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>Agreement of the starts of every fit: results that do not depend on the start are more reliable.</summary>
internal static class StartsCompared
{
    public static IEnumerable<Html> Of(ExplorationResult result)
    {
        ExploredFit[] fits = [.. result.Leading.SelectMany(series => series.Fits).Where(fit => fit.Estimator.Starts > 1)];
        if (fits.Length == 0)
        {
            yield break;
        }

        ExploredFit[] divided = [.. fits.Where(fit => fit.Clustering!.Stability.OptimumStarts.Count > 1)];
        yield return Html.Of($"<p>{Introduction(fits[0])} {Divided(divided.Length, fits.Length)}</p>");
        if (divided.Length > 0)
        {
            yield return new DataTable(
                "Fits whose starts found different optima",
                [
                    new("Fit"), new("Optima", true), new("Starts at the best", true), new("Agreement", true),
                    new("Clusters found by fewer starts"), new("Clusters missing from the best"),
                ],
                [.. divided.Select(fit => Row(fit, result))]).ToHtml();
            yield return Html.Of($"""
                <p class="note">{Note}</p>
                """);
        }
    }

    private static string Introduction(ExploredFit fit) =>
        $"Every fit ran from {fit.Estimator.Starts} starts. "
        + $"Starts whose labels agree in at least {100 * Stability.SameOptimum:0} % of the voxels count as one optimum.";

    private static string Note =>
        "Clusters of two starts are matched one to one. "
        + $"A start finds a cluster if its counterpart overlaps the cluster with a Dice of at least {Stability.FoundAgain}. "
        + "The last column lists clusters of other optima that have no such counterpart in the best: "
        + "the cluster you look for may be among them.";

    private static string Divided(int divided, int fits) => (divided, fits) switch
    {
        (0, 1) => "All starts found the same optimum.",
        (1, 1) => "The starts found different optima: the result depends on the start.",
        (0, _) => $"In each of {fits} fits, all starts found the same optimum.",
        _ when divided == fits => "In every fit, the starts found different optima: results depend on the start.",
        _ => $"In {fits - divided} of {fits} fits, all starts found the same optimum; "
            + $"in the other {(divided == 1 ? "fit" : $"{divided} fits")}, the result depends on the start.",
    };

    private static Html[] Row(ExploredFit fit, ExplorationResult result)
    {
        var (stability, starts) = (fit.Clustering!.Stability, fit.Estimator.Starts);
        var found = Enumerable.Range(0, fit.Clusters).Where(k => stability.ClusterStarts[k] < starts)
            .Select(k => $"{FitNames.Cluster(fit, k, result)} by {stability.ClusterStarts[k]}");
        var missing = Enumerable.Range(1, stability.OptimumStarts.Count - 1)
            .SelectMany(optimum => stability.OptimumOwnClusters[optimum].Select(voxels => Missing(optimum, voxels)));
        return
        [
            Html.Of($"{fit.Name}"),
            Html.Of($"{stability.OptimumStarts.Count}"),
            Html.Of($"{stability.OptimumStarts[0]} of {starts}"),
            Html.Of($"{TextFormat.Percent(stability.MeanAgreement)}"),
            FitNames.Several(found),
            FitNames.Several(missing),
        ];

        string Missing(int optimum, long voxels) =>
            $"{FitNames.Millilitres(voxels, result)} ({Plural.Of(stability.OptimumStarts[optimum], "start")})";
    }
}
