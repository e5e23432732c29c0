using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Fit;

/// <summary>A table of the changes of the labels' volumes since the subject's first session.</summary>
internal static class ChangeTable
{
    /// <summary>Writes the table.</summary>
    public static Html Of(SegmentationResult result, VolumeChange change) => new DataTable(
        $"Change of the labels' volumes since {change.Since}; one model of the subject's sessions labelled both",
        [
            new("Cluster"), new($"{change.Since}, mL", true), new("This session, mL", true), new("Change, mL", true),
            new("Change, %", true),
        ],
        [.. Enumerable.Range(1, change.Now.Count).Select(label => Row(result, change, label))]).ToHtml();

    /// <summary>Formats a change in mL, with its sign.</summary>
    public static string Millilitres(double change) => $"{Sign(change)}{TextFormat.NumberOfMillilitres(1000 * Math.Abs(change))}";

    /// <summary>Formats a change in per cent, with its sign and without the unit.</summary>
    public static string Percent(double? change) => change is { } value ? $"{Sign(value)}{Math.Abs(value):N1}" : "–";

    private static Html[] Row(SegmentationResult result, VolumeChange change, int label) =>
    [
        ClusterTable.Name(result, label - 1),
        Html.Of($"{TextFormat.NumberOfMillilitres(1000 * change.First[label - 1])}"),
        Html.Of($"{TextFormat.NumberOfMillilitres(1000 * change.Now[label - 1])}"),
        Html.Of($"{Millilitres(change.Absolute(label))}"),
        Html.Of($"{Percent(change.Percent(label))}"),
    ];

    private static string Sign(double value) => value > 0 ? "+" : value < 0 ? "−" : "";
}
