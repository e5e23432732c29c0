using GpuSeg.Images;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Group;

/// <summary>The page of all sessions of a data set: what is missing, what stands out, a strip plot per measure, and a table.</summary>
public static class GroupReport
{
    /// <summary>The HTML file's text.</summary>
    /// <param name="result">The sessions.</param>
    /// <param name="version">Version of the program.</param>
    public static string Of(GroupResult result, string version)
    {
        ArgumentNullException.ThrowIfNull(result);
        var sessions = result.Rows.Select(row => row.Id).Distinct().Count();
        var subtitle = $"{Plural.Of(sessions, "session")} of {Plural.Of(result.Rows.Select(row => row.Subject).Distinct().Count(), "subject")}: {TextFormat.List([.. result.Segmentations.Select(rows => rows.Key)])}";
        var parts = result.Segmentations.Select(rows => (rows.Key, Rows: rows.ToArray(), Measures: Measures(result, [.. rows]))).ToArray();
        return new ReportPage("Group report", result.Name.Length > 0 ? result.Name : "All sessions", subtitle,
            [
                new("summary", "Summary", Summary(result), GroupTables.Incomplete(result)),
                .. parts.Select(part => new Section($"seg-{part.Key}", part.Key, [.. Plots(part.Rows, part.Measures)])),
                .. parts.Select(part => new Section($"sessions-{part.Key}", parts.Length == 1 ? "Sessions" : $"Sessions of {part.Key}", GroupTables.All(part.Rows, part.Measures))),
                new("rules", "Rules", Html.Of($"<p>{LabelMatching.Rule}</p><p>{Outliers.Rule}</p>")),
            ],
            version).ToText();
    }

    private static SessionMeasure[] Measures(GroupResult result, GroupRow[] rows) =>
        [.. result.Columns.Where(column => column.IsMeasure && !(column.IsOfFit && HasGivenModel(rows))).Select(column => new SessionMeasure(column, rows)).Where(measured => measured.Sessions.Count > 0)];

    private static Html Summary(GroupResult result) => Html.Of($"<ul>{result.Segmentations.Select(rows => Html.Of($"<li>{Counts(rows.Key, [.. rows])}</li>"))}</ul>");

    private static string Counts(string segmentation, GroupRow[] rows)
    {
        var unfinished = rows.Count(row => row.Result is { Converged: false });
        var warned = rows.Count(row => row.Warnings.Count > 0);
        return $"{segmentation}: {Count(rows, GroupState.Complete):N0} of {Plural.Of(rows.Length, "session")} complete, {Count(rows, GroupState.Failed):N0} failed, {Count(rows, GroupState.Missing):N0} missing"
            + $"{(unfinished > 0 ? $"; {Plural.Of(unfinished, "fit")} not converged" : "")}{(warned > 0 ? $"; warnings in {Plural.Of(warned, "session")}" : "")}.";
    }

    private static int Count(GroupRow[] rows, GroupState state) => rows.Count(row => row.State == state);

    private static IEnumerable<Html> Plots(GroupRow[] rows, SessionMeasure[] measures)
    {
        yield return Html.Of($"""<p>{Labels(rows)} {(rows.Any(row => row.Report is not null) ? "A dot leads to the report of its session; arrow keys go from dot to dot." : "Arrow keys go from dot to dot.")} <a href="#rules">How labels are matched and outliers found</a></p>""");
        yield return GroupTables.Outlying(measures);
        var labels = rows.Max(row => row.Result?.Labels.Count ?? 0);
        foreach (var group in measures.GroupBy(Heading))
        {
            yield return Html.Of($"""<h3>{group.Key}</h3><div class="strips">{group.Select(measured => StripPlot.Of(measured, labels))}</div>""");
        }
    }

    private static string Heading(SessionMeasure measured) =>
        measured.Column.Label == 0 ? "Fit and mask" : measured.Column.Units is null ? "Means of the labels" : "Volumes of the labels";

    private static bool HasGivenModel(GroupRow[] rows) => rows.Any(row => row.Match is { Reference: null });

    private static int Models(GroupRow[] rows) => rows.Select(row => row.Result?.Model).Where(model => model is not null).Distinct().Count();

    private static string Labels(GroupRow[] rows)
    {
        string[] references = [.. rows.Select(row => row.Match?.Reference).OfType<string>().Distinct()];
        return references switch
        {
            [] when HasGivenModel(rows) => Models(rows) is > 1 and var models
                ? $"{models} models were applied: a label is the same in sessions of the same model only; warnings name those of another than most."
                : "One model was applied to all sessions: a label is the same in each.",
            [] => "No session is complete.",
            [var one] when !HasGivenModel(rows) => $"Labels are those of {one}, to which the others are matched.",
            _ => $"Sessions have different channels; labels are matched among those that have the same, to those of {TextFormat.List(references)}, and cannot be compared between them.",
        };
    }
}
