using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>
/// Matches the labels of subjects that each have a model of their own: a subject counts by the mean place of each label over its sessions,
/// and all of its sessions keep their labels together.
/// </summary>
internal static class SubjectMatching
{
    /// <summary>Computes the match of every session.</summary>
    /// <param name="rows">Complete sessions of the same channels and number of labels.</param>
    public static IReadOnlyList<LabelMatch> Of(IReadOnlyList<GroupRow> rows)
    {
        var subjects = rows.GroupBy(Key).ToArray();
        var matches = subjects.Zip(LabelMatching.Of([.. subjects.Select(sessions => (sessions.Key.Id, Mean([.. sessions])))]))
            .ToDictionary(pair => pair.First.Key, pair => pair.Second);
        return [.. rows.Select(row => matches[Key(row)])];
    }

    /// <summary>Adds the change since the first session of the subject; the labels of the rows are those of the group.</summary>
    /// <param name="raw">The raw data set.</param>
    /// <param name="rows">Rows of the group.</param>
    public static IEnumerable<GroupRow> WithChanges(RawData raw, IReadOnlyList<GroupRow> rows)
    {
        var sessions = rows.Where(row => row.Result is { IsOfSubject: true }).GroupBy(row => (row.Segmentation, Key(row)))
            .ToDictionary(
                subject => subject.Key,
                subject => SubjectSessions.Of(
                    SessionOrder.Of(raw, subject.First().Subject),
                    subject.Select(row => (row.Session, row.Result!.Labels.Select(label => label.Millilitres).ToArray()))));
        return rows.Select(row =>
        {
            if (row.Result is not { IsOfSubject: true } || sessions[(row.Segmentation, Key(row))] is not { } own
                || own.Change(row.Session) is not { } change)
            {
                return row;
            }

            string[] doubts = [.. new[] { own.Doubt }.OfType<string>()];
            return row with { Change = change, Warnings = [.. row.Warnings, .. doubts] };
        });
    }

    private static (string Id, string Model) Key(GroupRow row) => (BidsSession.IdOf(row.Subject, null), row.Result!.Model!.Value.Sha256);

    private static double[][] Mean(GroupRow[] sessions)
    {
        double[][][] places = [.. sessions.Select(row => LabelMatching.Places(row.Result!))];
        return
        [
            .. places[0].Select((label, k) => label.Select((_, j) =>
                places.Select(session => session[k][j]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()).ToArray()),
        ];
    }
}
