using GpuSeg.Report.Fit;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Group;

/// <summary>Tables of incomplete sessions, of outliers, and of all sessions in numbers.</summary>
internal static class GroupTables
{
    // More outliers would hide the plots.
    private const int MostOutlying = 10;

    /// <summary>Lists sessions that failed or are missing, with reasons; empty if all are complete.</summary>
    public static Html Incomplete(GroupResult result)
    {
        GroupRow[] rows = [.. result.Incomplete];
        if (rows.Length == 0)
        {
            return Html.Empty;
        }

        var isOne = result.Segmentations.Count() == 1;
        Column[] columns = isOne
            ? [new("Session"), new("State"), new("Reason")]
            : [new("Session"), new("Segmentation"), new("State"), new("Reason")];
        return new DataTable("Incomplete sessions and reasons", columns, [.. rows.Select(Row)]).ToHtml();

        Html[] Row(GroupRow row)
        {
            var reason = Html.Of($"""<span class="sentence">{Html.Prose(row.Reason ?? "")}</span>""");
            return isOne ? [Session(row), State(row), reason] : [Session(row), Html.Of($"{row.Segmentation}"), State(row), reason];
        }
    }

    /// <summary>Lists sessions whose channels differ from those of most; empty if there are none.</summary>
    public static Html OtherChannels(IReadOnlyList<GroupRow> rows)
    {
        GroupRow[] other = [.. rows.Where(row => row.OtherChannels is not null)];
        return other.Length == 0
            ? Html.Empty
            : new DataTable(
                "Sessions with different channels: they are in no plot, and their labels cannot be compared with the rest",
                [new("Session"), new("Channels"), new("Lacks"), new("Has besides")],
                [.. other.Select(Row)]).ToHtml();

        static Html[] Row(GroupRow row) =>
        [
            Session(row), Names(row.Result!.Channels), Names(row.OtherChannels!.Lacks), Names(row.OtherChannels.Adds),
        ];

        static Html Names(IReadOnlyList<string> names) => Text(string.Join(", ", names));
    }

    /// <summary>Lists the changes of the labels since the subjects' first sessions; empty if there are none.</summary>
    public static Html Changes(IReadOnlyList<GroupRow> rows)
    {
        GroupRow[] later = [.. rows.Where(row => row.Change is not null)];
        if (later.Length == 0)
        {
            return Html.Empty;
        }

        var labels = Enumerable.Range(1, later.Max(row => row.Change!.Now.Count)).ToArray();
        return new DataTable(
            "Change of the labels' volumes since the subject's first session, in mL and in per cent of the first volume",
            [new("Session"), new("Since"), .. labels.Select(label => new Column($"Label {label}", true))],
            [.. later.Select(Row)]).ToHtml();

        Html[] Row(GroupRow row) => [Session(row), Html.Of($"{row.Change!.Since}"), .. labels.Select(label => Cell(row.Change!, label))];

        static Html Cell(VolumeChange change, int label) => label > change.Now.Count
            ? Html.Of($"–")
            : Html.Of($"{ChangeTable.Millilitres(change.Absolute(label))} ({ChangeTable.Percent(change.Percent(label))} %)");
    }

    /// <summary>Lists the sessions that are outliers in the most measures; empty without outliers.</summary>
    public static Html Outlying(IReadOnlyList<SessionMeasure> measures)
    {
        var rows = measures.SelectMany(measure => measure.Far.Select(i => (measure.Sessions[i].Row, measure.Column.Title)))
            .GroupBy(far => far.Row, far => far.Title).OrderByDescending(far => far.Count()).ToArray();
        if (rows.Length == 0)
        {
            return Html.Empty;
        }

        var caption = rows.Length <= MostOutlying
            ? "Sessions that are outliers, and their outlying measures"
            : $"The {MostOutlying} sessions with the most outlying measures, of {rows.Length:N0} with any";
        return new DataTable(
            caption,
            [new("Session"), new("Measures", true), new("Which")],
            [.. rows.Take(MostOutlying).Select(Row)]).ToHtml();

        static Html[] Row(IGrouping<GroupRow, string> row) =>
            [Session(row.Key), Html.Of($"{row.Count()}"), Html.Of($"""<span class="sentence">{string.Join("; ", row)}</span>""")];
    }

    /// <summary>Lists all sessions, a row each; outliers are bold.</summary>
    public static Html All(IReadOnlyList<GroupRow> rows, IReadOnlyList<SessionMeasure> measures)
    {
        // Means of the labels would fill a screen of their own; the table on disk has them.
        SessionMeasure[] shown = [.. measures.Where(measure => !measure.Column.IsDetail)];
        var hasOutliers = rows.Any(row => shown.Any(measure => measure.IsOutlier(row)));
        return new DataTable(
            $"A row per session{(hasOutliers ? ", outliers in bold" : "")}; {GroupOutputs.Table} has more columns",
            [
                new("Session"), new("State"), .. shown.Select(measure => new Column(measure.Title, true)),
                new("Own labels"), new("Warnings"),
            ],
            [.. rows.Select(Row)]).ToHtml();

        Html[] Row(GroupRow row) =>
        [
            Session(row), State(row), .. shown.Select(measure => Cell(measure, row)),
            Text(row.Match is null ? null : string.Join(", ", row.Match.Labels)), Text(string.Join(' ', row.Warnings)),
        ];
    }

    private static Html Session(GroupRow row) =>
        row.Report is null ? Html.Of($"{row.Id}") : Html.Of($"""<a href="{row.Report}">{row.Id}</a>""");

    private static Html State(GroupRow row) => Html.Of(
        $"{row.StateName}{(row.Result is { Converged: false } ? ", not converged" : "")}");

    private static Html Cell(SessionMeasure measure, GroupRow row) => measure.Column.Number(row) is not { } value ? Html.Of($"–")
        : measure.IsOutlier(row) ? Html.Of($"<strong>{measure.Text(value)}</strong>") : Html.Of($"{measure.Text(value)}");

    private static Html Text(string? text) =>
        string.IsNullOrEmpty(text) ? Html.Of($"–") : Html.Of($"""<span class="sentence">{text}</span>""");
}
