using GpuSeg.Report.Page;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Group;

/// <summary>The page of all sessions of a data set: missing sessions, outliers, a strip plot per measure, and a table.</summary>
public static class GroupReport
{
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
            .. parts.Select(part => new Section($"seg-{part.Key}", part.Key, [.. Plots(part.Rows, part.Measures)])),
            .. parts.Select(part => new Section($"sessions-{part.Key}", Title(part.Key), GroupTables.All(part.Rows, part.Measures))),
            new("rules", "Rules", Html.Of($"<p>{LabelMatching.Rule}</p><p>{Outliers.Rule}</p>")),
        ];

        string Title(string segmentation) => parts.Length == 1 ? "Sessions" : $"Sessions of {segmentation}";
    }

    private static SessionMeasure[] Measures(GroupResult result, GroupRow[] rows)
    {
        var columns = result.Columns.Where(column => column.IsMeasure && !(column.IsOfFit && HasGivenModel(rows)));
        return [.. columns.Select(column => new SessionMeasure(column, rows)).Where(measure => measure.Sessions.Count > 0)];
    }

    private static Html Summary(GroupResult result) =>
        Html.Of($"<ul>{result.Segmentations.Select(rows => Html.Of($"<li>{Counts(rows.Key, [.. rows])}</li>"))}</ul>");

    private static string Counts(string segmentation, GroupRow[] rows)
    {
        var unfinished = rows.Count(row => row.Result is { Converged: false });
        var warned = rows.Count(row => row.Warnings.Count > 0);
        return $"{segmentation}: {Count(rows, GroupState.Complete):N0} of {Plural.Of(rows.Length, "session")} complete, "
            + $"{Count(rows, GroupState.Failed):N0} failed, {Count(rows, GroupState.Missing):N0} missing"
            + $"{(unfinished > 0 ? $"; {Plural.Of(unfinished, "fit")} not converged" : "")}"
            + $"{(warned > 0 ? $"; warnings in {Plural.Of(warned, "session")}" : "")}.";
    }

    private static int Count(GroupRow[] rows, GroupState state) => rows.Count(row => row.State == state);

    private static IEnumerable<Html> Plots(GroupRow[] rows, SessionMeasure[] measures)
    {
        var keys = rows.Any(row => row.Report is not null)
            ? "A dot leads to the report of its session; arrow keys move between dots."
            : "Arrow keys move between dots.";
        yield return Html.Of(
            $"""<p>{Labels(rows)} {keys} <a href="#rules">Rules for matching labels and finding outliers</a></p>""");
        yield return GroupTables.Outlying(measures);
        var labels = rows.Max(row => row.Result?.Labels.Count ?? 0);
        foreach (var group in measures.GroupBy(Heading))
        {
            var plots = group.Select(measure => StripPlot.Of(measure, labels));
            yield return Html.Of($"""<h3>{group.Key}</h3><div class="strips">{plots}</div>""");
        }
    }

    private static string Heading(SessionMeasure measure) =>
        measure.Column.Label == 0 ? "Fit and mask" : measure.Column.Units is null ? "Means of the labels" : "Volumes of the labels";

    private static bool HasGivenModel(GroupRow[] rows) => rows.Any(row => row.Match is { Reference: null });

    private static int Models(GroupRow[] rows) =>
        rows.Select(row => row.Result?.Model).Where(model => model is not null).Distinct().Count();

    private static string Labels(GroupRow[] rows)
    {
        string[] references = [.. rows.Select(row => row.Match?.Reference).OfType<string>().Distinct()];
        return references switch
        {
            [] when HasGivenModel(rows) => Models(rows) is > 1 and var models
                ? $"{models} models were applied: labels are comparable between sessions of the same model only; "
                    + "warnings name the sessions of a minority model."
                : "One model was applied to all sessions: a label means the same in each session.",
            [] => "No session is complete.",
            [var one] when !HasGivenModel(rows) => $"Labels are matched to the labels of {one}.",
            _ => "Sessions have different channels. Labels are matched among sessions of the same channels, "
                + $"to the labels of {TextFormat.List(references)}, and cannot be compared between these groups.",
        };
    }
}
