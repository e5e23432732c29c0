using GpuSeg.Report.Page;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Group;

/// <summary>The page of all sessions of a data set: missing sessions, outliers, a strip plot per measure, and a table.</summary>
public static class GroupReport
{
    // Dots of fewer sessions show nothing that the table does not.
    private const int LeastToPlot = 5;

    /// <summary>Returns the text of the HTML file.</summary>
    /// <param name="result">The sessions.</param>
    /// <param name="version">Version of the program.</param>
    public static string Of(GroupResult result, string version)
    {
        ArgumentNullException.ThrowIfNull(result);
        var sessions = Plural.Of(result.Rows.Select(row => row.Id).Distinct().Count(), "session");
        var subjects = Plural.Of(result.Rows.Select(row => row.Subject).Distinct().Count(), "subject");
        var subtitle = $"{sessions} of {subjects}: {TextFormat.List([.. result.Segmentations.Select(rows => rows.Key)])}";
        var title = result.Name.Length > 0 ? result.Name : "All sessions";
        return new ReportPage("Group report", title, subtitle, Sections(result), version).ToText();
    }

    private static IReadOnlyList<Section> Sections(GroupResult result)
    {
        var parts = result.Segmentations
            .Select(rows => (rows.Key, Rows: rows.ToArray(), Measures: Measures(result, [.. rows]))).ToArray();
        return
        [
            new("summary", "Summary", Summary(result), GroupTables.Incomplete(result)),
            .. parts.Select(part => new Section($"seg-{part.Key}", part.Key, [.. Comparison(part.Rows, part.Measures)])),
            .. parts.Select(part => new Section($"sessions-{part.Key}", Title(part.Key), GroupTables.All(part.Rows, part.Measures))),
            new("rules", "Rules", [.. Rules(result).Select(rule => Html.Of($"<p>{rule}</p>"))]),
        ];

        string Title(string segmentation) => parts.Length == 1 ? "Sessions" : $"Sessions of {segmentation}";
    }

    private static SessionMeasure[] Measures(GroupResult result, GroupRow[] rows)
    {
        var columns = result.Columns.Where(column => column.IsMeasure && !(column.IsOfFit && HasSharedModel(rows)));
        return [.. columns.Select(column => new SessionMeasure(column, rows)).Where(measure => measure.Sessions.Count > 0)];
    }

    private static Html Summary(GroupResult result) =>
        Html.Of($"<ul>{result.Segmentations.Select(rows => Html.Of($"<li>{Counts(rows.Key, [.. rows])}</li>"))}</ul>");

    private static IEnumerable<string> Rules(GroupResult result) =>
    [
        LabelMatching.Rule,
        LabelNumbering.Rule,
        Outliers.Rule,
        .. result.Rows.Any(row => row.Result?.Quality is not null) ? [TissueQuality.Rule] : Array.Empty<string>(),
    ];

    private static string Counts(string segmentation, GroupRow[] rows)
    {
        var unfinished = rows.Count(row => row.Result is { Converged: false });
        var other = rows.Count(row => row.OtherChannels is not null);
        var warned = rows.Count(row => row.Warnings.Count > 0);
        return $"{segmentation}: {Count(rows, GroupState.Complete):N0} of {Plural.Of(rows.Length, "session")} complete, "
            + $"{Count(rows, GroupState.Failed):N0} failed, {Count(rows, GroupState.Missing):N0} missing"
            + $"{(unfinished > 0 ? $"; {Plural.Of(unfinished, "fit")} not converged" : "")}"
            + $"{(other > 0 ? $"; different channels in {Plural.Of(other, "session")}" : "")}"
            + $"{(warned > 0 ? $"; warnings in {Plural.Of(warned, "session")}" : "")}.";
    }

    private static int Count(GroupRow[] rows, GroupState state) => rows.Count(row => row.State == state);

    private static IEnumerable<Html> Comparison(GroupRow[] rows, SessionMeasure[] measures)
    {
        var compared = rows.Count(row => row.Result is not null && row.OtherChannels is null);
        string[] sentences =
        [
            Labels(rows),
            .. compared switch
            {
                < LeastToPlot => [$"Plots are drawn from {LeastToPlot} sessions with the same channels on; there are {compared} here."],
                < Outliers.Least => [Keys(rows), $"Outliers are named from {Outliers.Least} sessions on; there are {compared} here."],
                _ => (string[])[Keys(rows)],
            },
        ];
        yield return Html.Of(
            $"""<p>{string.Join(' ', sentences)} <a href="#rules">Rules for matching and numbering labels and finding outliers</a></p>""");
        yield return GroupTables.OtherChannels(rows);
        yield return GroupTables.Changes(rows);
        if (compared >= LeastToPlot)
        {
            yield return GroupTables.Outlying(measures);
            yield return Plots(measures, rows.Max(row => row.Result?.Labels.Count ?? 0));
        }
    }

    private static Html Plots(SessionMeasure[] measures, int labels)
    {
        var figures = measures.GroupBy(measure => measure.Column.Figure ?? measure.Title)
            .Select(series => StripPlot.Of(series.Key, [.. series], labels));
        return Html.Of($"""<div class="strips">{figures}</div>""");
    }

    private static string Keys(GroupRow[] rows) => rows.Any(row => row.Report is not null)
        ? "A dot leads to the report of its session; arrow keys move between dots."
        : "Arrow keys move between dots.";

    private static bool HasSharedModel(GroupRow[] rows) => HasGivenModel(rows) || rows.Any(row => row.Result is { IsOfSubject: true });

    private static bool HasGivenModel(GroupRow[] rows) => rows.Any(row => row.Match is { Reference: null });

    private static int Models(GroupRow[] rows) =>
        rows.Select(row => row.Result?.Model).Where(model => model is not null).Distinct().Count();

    private static string Labels(GroupRow[] rows)
    {
        GroupRow[] compared = [.. rows.Where(row => row.OtherChannels is null)];
        string[] references = [.. compared.Select(row => row.Match?.Reference).OfType<string>().Distinct()];
        return references switch
        {
            [] when HasGivenModel(rows) => Models(rows) is > 1 and var models
                ? $"{models} models were applied: labels are comparable between sessions of the same model only; "
                    + "warnings name the sessions of a minority model."
                : "One model was applied to all sessions: a label means the same in each session.",
            [] => "No session is complete.",
            [var one] when !HasGivenModel(rows) => (HasSharedModel(rows) ? "Each subject has one model for its sessions. " : "")
                + $"Labels are matched to the labels of {one} and numbered {Order(compared)}.",
            _ => "Sessions have different models. Labels are matched among sessions that were fitted alike, "
                + $"to the labels of {TextFormat.List(references)}, and cannot be compared between these groups.",
        };
    }

    private static string Order(GroupRow[] rows)
    {
        const string mean = "mean:";
        var order = rows.Select(row => row.Match?.Order).OfType<string>().FirstOrDefault(LabelNumbering.ByVolume);
        return order.StartsWith(mean, StringComparison.Ordinal)
            ? $"by their mean {order[mean.Length..]} over all sessions, the smallest first"
            : "by their volume over all sessions, the largest first";
    }
}
