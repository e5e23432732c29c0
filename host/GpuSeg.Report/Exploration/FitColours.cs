using GpuSeg.Engine.Metrics;
using GpuSeg.Images.Views;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>
/// Colours of the labels of every fit, so that a colour means the same region in all pictures: a cluster has the colour of its counterpart
/// in the shown fit.
/// </summary>
internal static class FitColours
{
    // Warm colours, which viridis does not have, for clusters without a counterpart.
    private static readonly string[] s_unmatched = ["#d7263d", "#ff8fab", "#f46036", "#b5179e", "#c98c5a", "#7a1f3d"];

    /// <summary>Returns the colour of every label of a fit that has not failed.</summary>
    public static IReadOnlyList<string> Of(ExplorationResult result, ExploredFit fit)
    {
        if (result.Shown is not { Clustering: { } shown } || fit == result.Shown)
        {
            return Viridis.HexOfLabels(fit.Clusters);
        }

        var colours = Viridis.HexOfLabels(shown.Model.Clusters);
        var table = new ContingencyTable(fit.Clustering!.Labels.Span, shown.Labels.Span, fit.Clusters, colours.Count);
        var match = table.MatchByDice([.. Enumerable.Range(0, table.Rows)], [.. Enumerable.Range(0, table.Columns)]);
        var unmatched = 0;
        return [.. match.Select((to, k) => to >= 0 && table.Dice(k, to) >= Stability.FoundAgain
            ? colours[to]
            : s_unmatched[unmatched++ % s_unmatched.Length])];
    }

    /// <summary>Returns the legend of pictures of several fits; empty if there is no shown fit.</summary>
    public static IReadOnlyList<(string Name, string Colour)> Legend(ExplorationResult result) =>
        result.Shown is { Clustering: not null } shown
        ?
        [
            .. Viridis.HexOfLabels(shown.Clusters).Select((colour, k) => ($"cluster {k + 1} of {shown.Name}", colour)),
            ("no counterpart (reds)", s_unmatched[0]),
        ]
        : [];
}
