using GpuSeg.Engine.Metrics;
using GpuSeg.Images;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>How far the starts of every fit agree: what does not depend on where a fit began can be trusted more.</summary>
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
        yield return Html.Of($"<p>Every fit ran from {fits[0].Estimator.Starts} starts. Those whose labels agree in at least {100 * Stability.SameOptimum:0} % of the voxels have found one optimum. {Divided(divided.Length, fits.Length)}</p>");
        if (divided.Length > 0)
        {
            yield return new DataTable(
                "Fits whose starts found different optima",
                [new("Fit"), new("Optima", true), new("Starts at the best", true), new("Agreement", true), new("Clusters found by fewer starts"), new("Clusters the best lacks")],
                [.. divided.Select(fit => Row(fit, result))]).ToHtml();
            yield return Html.Of($"""
                <p class="note">Clusters of two starts are matched one to one; a cluster is found by a start whose counterpart has a Dice overlap of at least {Stability.FoundAgain} with it. The best lacks clusters of other optima that have no such counterpart: what you look for may be among them.</p>
                """);
        }
    }

    private static string Divided(int divided, int fits) => (divided, fits) switch
    {
        (0, 1) => "All of them found the same.",
        (1, 1) => "They found different ones: the result depends on where the fit began.",
        (0, _) => $"In each of {fits} fits all of them found the same.",
        _ when divided == fits => "They found different ones in every fit: results depend on where a fit began.",
        _ => $"In {fits - divided} of {fits} fits all of them found the same; in the {(divided == 1 ? "other one" : $"other {divided}")} the result depends on where the fit began.",
    };

    private static Html[] Row(ExploredFit fit, ExplorationResult result)
    {
        var (stability, starts) = (fit.Clustering!.Stability, fit.Estimator.Starts);
        return
        [
            Html.Of($"{fit.Name}"),
            Html.Of($"{stability.OptimumStarts.Count}"),
            Html.Of($"{stability.OptimumStarts[0]} of {starts}"),
            Html.Of($"{TextFormat.Percent(stability.MeanAgreement)}"),
            FitNames.Several(Enumerable.Range(0, fit.Clusters).Where(k => stability.ClusterStarts[k] < starts)
                .Select(k => $"{FitNames.Cluster(fit, k, result)} by {stability.ClusterStarts[k]}")),
            FitNames.Several(Enumerable.Range(1, stability.OptimumStarts.Count - 1).SelectMany(optimum => stability.OptimumOwnClusters[optimum]
                .Select(voxels => $"{FitNames.Millilitres(voxels, result)} ({Plural.Of(stability.OptimumStarts[optimum], "start")})"))),
        ];
    }
}
