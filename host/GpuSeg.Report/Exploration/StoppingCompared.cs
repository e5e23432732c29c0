using GpuSeg.Engine.Metrics;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>What becomes of mixtures that stopped by tol on the way to their optimum.</summary>
internal static class StoppingCompared
{
    // Where more than this share of the labels changes on the way, the stop was a plateau.
    private const double Plateau = 0.1;

    public static IEnumerable<Html> Of(ExplorationResult result)
    {
        ExploredFit[] fits = [.. result.Leading.SelectMany(series => series.Fits).Where(fit => fit.Clustering!.Optimum is not null)];
        if (fits.Length == 0)
        {
            yield break;
        }

        yield return Html.Of($"<p>Mixtures stop where scikit-learn stops: when the lower bound moves by less than tol, or after max_iter iterations. From there each was run on towards its optimum, to see what becomes of its labels. {Changed(fits)}{OnlyThere(fits, result)}</p>");
        yield return new DataTable(
            "Mixtures run on from where they stopped",
            [new("Fit"), new("Labels changed", true), new("Lower bound", true), new("At the end", true), new("Passes", true), new("Clusters that are lost")],
            [.. fits.Select(fit => Row(fit, result))]).ToHtml();
        yield return Html.Of($"""<p class="note">A cluster is lost that overlaps none of those at the end with a Dice of {Stability.FoundAgain}.</p>""");
    }

    private static string Changed(ExploredFit[] fits)
    {
        var (plateaus, most) = (fits.Count(fit => Changed(fit) > Plateau), $"{100 * Plateau:0} %");
        return (plateaus, fits.Length) switch
        {
            (0, 1) => $"No more than {most} of them change.",
            (1, 1) => $"More than {most} of them change: the stop was a plateau.",
            (0, _) => $"In none of {fits.Length} fits do more than {most} of them change.",
            _ => $"In {plateaus} of {fits.Length} fits more than {most} of them change: there the stop was a plateau.",
        };
    }

    // What a user sees in the labels of such a fit is not what the model says of the images, however long it is fitted.
    private static string OnlyThere(ExploredFit[] fits, ExplorationResult result)
    {
        string[] lost = [.. fits.SelectMany(fit => Lost(fit).Select(k => $"cluster {FitNames.Cluster(fit, k, result)} of {fit.Name}"))];
        return lost.Length == 0 ? "" : $" Lost on the way: {TextFormat.List(lost)}; {(lost.Length == 1 ? "it is there only where its fit stopped" : "they are there only where their fits stopped")}.";
    }

    private static IEnumerable<int> Lost(ExploredFit fit) => Enumerable.Range(0, fit.Clusters).Where(k => fit.Clustering!.Optimum!.BestDice[k] < Stability.FoundAgain);

    private static double Changed(ExploredFit fit) => 1 - fit.Clustering!.Optimum!.LabelsKept;

    private static Html[] Row(ExploredFit fit, ExplorationResult result)
    {
        var way = fit.Clustering!.Optimum!;
        return
        [
            Html.Of($"{fit.Name}"),
            Html.Of($"{TextFormat.Percent(Changed(fit))}"),
            Html.Of($"{fit.Clustering.LowerBound!.Value:F4}"),
            Html.Of($"{way.LowerBound:F4}"),
            Html.Of($"{way.Passes:N0}{(way.Reached ? "" : ", optimum not reached")}"),
            FitNames.Several(Lost(fit).Select(k => $"{FitNames.Cluster(fit, k, result)}, best Dice {way.BestDice[k]:F2}")),
        ];
    }
}
