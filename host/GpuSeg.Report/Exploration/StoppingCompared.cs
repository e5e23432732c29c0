using GpuSeg.Engine.Metrics;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>Change of labels when fits that stopped by tol run on to their optimum.</summary>
internal static class StoppingCompared
{
    // If more than this share of the labels changes, the stop was a plateau.
    private const double Plateau = 0.1;

    public static IEnumerable<Html> Of(ExplorationResult result)
    {
        ExploredFit[] fits =
            [.. result.Leading.SelectMany(series => series.Fits).Where(fit => fit.Clustering!.Optimum is not null)];
        if (fits.Length == 0)
        {
            yield break;
        }

        yield return Html.Of($"<p>{Introduction(fits)} {Changed(fits)}{LostClusters(fits, result)}</p>");
        yield return new DataTable(
            "Fits run on from their stop",
            [
                new("Fit"), new("Labels changed", true), new(Objective(fits), true), new("At the end", true),
                new("Passes", true), new("Clusters lost"),
            ],
            [.. fits.Select(fit => Row(fit, result))]).ToHtml();
        var note = $"A cluster is lost if no cluster at the end overlaps it with a Dice of at least {Stability.FoundAgain}.";
        yield return Html.Of($"""<p class="note">{note}</p>""");
    }

    private static string Introduction(ExploredFit[] fits) =>
        $"{string.Join(' ', fits.Select(fit => fit.Method.StoppingRule).Distinct())} "
        + "Each fit was run on from there towards its optimum, to see how many of its labels change.";

    private static string Objective(ExploredFit[] fits) => string.Join(" or ", fits.Select(fit => Objective(fit).Title).Distinct());

    private static Measure Objective(ExploredFit fit) => fit.Method.Measures.First(measure => measure.IsObjective);

    private static string Changed(ExploredFit[] fits)
    {
        var (plateaus, most) = (fits.Count(fit => Changed(fit) > Plateau), $"{100 * Plateau:0} %");
        return (plateaus, fits.Length) switch
        {
            (0, 1) => $"At most {most} of the labels change.",
            (1, 1) => $"More than {most} of the labels change: the stop was a plateau.",
            (0, _) => $"In each of {fits.Length} fits, at most {most} of the labels change.",
            _ => $"In {plateaus} of {fits.Length} fits, more than {most} of the labels change: the stop was a plateau.",
        };
    }

    // The labels of such a cluster come from the early stop, not from the model of the images.
    private static string LostClusters(ExploredFit[] fits, ExplorationResult result)
    {
        string[] lost =
            [.. fits.SelectMany(fit => Lost(fit).Select(k => $"cluster {FitNames.Cluster(fit, k, result)} of {fit.Name}"))];
        var which = lost.Length == 1 ? "it exists only at the stop of its fit" : "they exist only at the stops of their fits";
        return lost.Length == 0 ? "" : $" Clusters lost on the way: {TextFormat.List(lost)}; {which}.";
    }

    /// <summary>Lists the clusters of a fit that its optimum does not have; none if it did not run on.</summary>
    public static IEnumerable<int> Lost(ExploredFit fit) => fit.Clustering?.Optimum is { } optimum
        ? Enumerable.Range(0, fit.Clusters).Where(k => optimum.BestDice[k] < Stability.FoundAgain)
        : [];

    private static double Changed(ExploredFit fit) => 1 - fit.Clustering!.Optimum!.LabelsKept;

    private static Html[] Row(ExploredFit fit, ExplorationResult result)
    {
        var optimum = fit.Clustering!.Optimum!;
        return
        [
            Html.Of($"{fit.Name}"),
            Html.Of($"{TextFormat.Percent(Changed(fit))}"),
            Html.Of($"{Objective(fit).TableText(fit.Clustering.Objective)}"),
            Html.Of($"{Objective(fit).TableText(optimum.Objective)}"),
            Html.Of($"{optimum.Passes:N0}{(optimum.Reached ? "" : ", optimum not reached")}"),
            FitNames.Several(Lost(fit).Select(k => $"{FitNames.Cluster(fit, k, result)}, best Dice {optimum.BestDice[k]:F2}")),
        ];
    }
}
