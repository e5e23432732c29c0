using GpuSeg.Report.Page;
using GpuSeg.Studies.Bids.Group;

namespace GpuSeg.Report.Group;

/// <summary>What is not complete, what stands out, and all sessions in numbers.</summary>
internal static class GroupTables
{
    /// <summary>Sessions that failed or are missing, and why; nothing where there are none.</summary>
    public static Html Incomplete(GroupResult result)
    {
        GroupRow[] rows = [.. result.Incomplete];
        var isOne = result.Segmentations.Count() == 1;
        return rows.Length == 0 ? Html.Empty : new DataTable(
            "Sessions that are not complete, and why",
            [new("Session"), .. isOne ? [] : (Column[])[new("Segmentation")], new("State"), new("Reason")],
            [.. rows.Select(row => (Html[])[Session(row), .. isOne ? [] : (Html[])[Html.Of($"{row.Segmentation}")], State(row), Html.Of($"""<span class="sentence">{Html.Prose(row.Reason ?? "")}</span>""")])]).ToHtml();
    }

    // More would hide the plots.
    private const int MostOutlying = 10;

    /// <summary>Sessions that are outliers in the most measures; nothing where there are none.</summary>
    public static Html Outlying(IReadOnlyList<SessionMeasure> measures)
    {
        var rows = measures.SelectMany(measured => measured.Far.Select(i => (measured.Sessions[i].Row, measured.Column.Title)))
            .GroupBy(far => far.Row, far => far.Title).OrderByDescending(far => far.Count()).ToArray();
        return rows.Length == 0 ? Html.Empty : new DataTable(
            rows.Length <= MostOutlying ? "Sessions that are outliers, and in what" : $"The {MostOutlying} sessions that are outliers in the most measures, of {rows.Length:N0} that are in any",
            [new("Session"), new("Measures", true), new("Which")],
            [.. rows.Take(MostOutlying).Select(row => (Html[])[Session(row.Key), Html.Of($"{row.Count()}"), Html.Of($"""<span class="sentence">{string.Join("; ", row)}</span>""")])]).ToHtml();
    }

    /// <summary>A row per session; outliers are bold.</summary>
    public static Html All(IReadOnlyList<GroupRow> rows, IReadOnlyList<SessionMeasure> measures)
    {
        // Means fill a screen of their own; the table on disk has them.
        SessionMeasure[] shown = [.. measures.Where(measured => measured.Column.Label == 0 || measured.Column.Units is not null)];
        return new DataTable(
            $"A row per session, outliers in bold; {GroupOutputs.Table} holds more",
            [new("Session"), new("State"), .. shown.Select(measured => new Column(measured.Title, true)), new("Own labels"), new("Warnings")],
            [.. rows.Select(row => (Html[])[Session(row), State(row), .. shown.Select(measured => Cell(measured, row)), Text(row.Match is null ? null : string.Join(", ", row.Match.Labels)), Text(string.Join(' ', row.Warnings))])]).ToHtml();
    }

    private static Html Session(GroupRow row) => row.Report is null ? Html.Of($"{row.Id}") : Html.Of($"""<a href="{row.Report}">{row.Id}</a>""");

    private static Html State(GroupRow row) => Html.Of(
        $"{row.StateName}{(row.Result is { Converged: false } ? ", not converged" : "")}");

    private static Html Cell(SessionMeasure measured, GroupRow row) => measured.Column.Number(row) is not { } value ? Html.Of($"–")
        : measured.Outliers.Has(value) ? Html.Of($"<strong>{measured.Text(value)}</strong>") : Html.Of($"{measured.Text(value)}");

    private static Html Text(string? text) => string.IsNullOrEmpty(text) ? Html.Of($"–") : Html.Of($"""<span class="sentence">{text}</span>""");
}
