using System.Security.Cryptography;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>Collects the results of the participant level side by side, and finds the sessions without results.</summary>
public static class GroupLevel
{
    private const string OtherModel = "Its labels come from a different model than those of most sessions and do not mean the same; "
        + "segment all sessions again with one model, overwriting the results.";

    /// <summary>Reads the results; a problem with one session is reported in its row.</summary>
    /// <param name="raw">The raw data set.</param>
    /// <param name="plans">The sessions wanted.</param>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="request">The results to show.</param>
    /// <param name="cancellation">Stops before the next session.</param>
    /// <exception cref="ImageException">The folder holds no results, or cannot be read.</exception>
    /// <exception cref="OutputException">The folder holds another data set.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static GroupResult Of(
        RawData raw, IReadOnlyList<SessionPlan> plans, string folder, GroupRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(request);
        if (!Path.Exists(Path.Combine(folder, DatasetDescription.FileName)))
        {
            throw new ImageException($"{folder} holds no results of gpuseg; run the participant level first, or check the path.");
        }

        DerivativeDataset.RequireOurs(folder, raw);
        var sessions = new Sessions(raw, folder, plans, FoundResults.In(folder), SessionLog.Read(folder));
        string[] segmentations = sessions.Segmentations(request.Others);
        if (segmentations.Length == 0)
        {
            throw new ImageException(sessions.Unreadable
                ?? $"{folder} holds no segmentation of the wanted sessions; run the participant level first.");
        }

        if (request.Only is { } only)
        {
            sessions.Require(only);
            segmentations = [only];
        }

        (string Subject, string? Session, string Segmentation)[] wanted =
            [
                .. sessions.Ids(request.Others).SelectMany(
                    session => segmentations.Select(segmentation => (session.Subject, session.Session, segmentation))),
            ];
        var rows = ThreadBudget.Select(wanted, row => sessions.Row(row.Subject, row.Session, row.Segmentation), cancellation);
        var matched = Matched([.. rows.Select(row => WithVolume(row, request.Volumes))], folder, request.Order);
        return new(raw.Name, [.. SubjectMatching.WithChanges(raw, matched)]);
    }

    /// <summary>Removes temporary files that killed processes left beside results.</summary>
    /// <returns>A sentence for each folder where a file could not be removed.</returns>
    /// <exception cref="ImageException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Clear(string folder) =>
        [.. FoundResults.In(folder).All.Select(result => ActiveLock.Clear(result.Folder, result.Id, result.Files.Names)).OfType<string>()];

    private static GroupRow WithVolume(GroupRow row, IntracranialVolumes? volumes)
    {
        if (row.Result is not { } result || volumes?.Of(row.Subject, row.Session) is not { } volume)
        {
            return row;
        }

        string[] warnings = result.MaskMillilitres <= volume ? [] :
        [
            FormattableString.Invariant($"Its mask has {result.MaskMillilitres:F0} mL, more than the intracranial volume ")
                + FormattableString.Invariant($"of {volume:F0} mL; check both."),
        ];
        return row with { IntracranialVolume = volume, Warnings = [.. row.Warnings, .. warnings] };
    }

    private static GroupRow[] Matched(GroupRow[] rows, string folder, string? order)
    {
        var kinds = rows.Where(row => row.Result is not null).GroupBy(Kind).Select(alike => alike.ToArray()).ToArray();
        LabelNumbering.Require(
            kinds.Select(alike => alike[0].Result!).Where(result => !result.LabelsShared || result.IsOfSubject), order);
        var others = rows.GroupBy(row => row.Segmentation).SelectMany(ChannelDifference.Of).ToDictionary();
        var matches = kinds.SelectMany(alike => alike.Zip(Matches(alike, order))).ToDictionary(pair => pair.First, pair => pair.Second);
        // Models of subjects are compared within a subject only.
        var strangers = kinds.Where(alike => alike[0].Result!.LabelsShared)
            .SelectMany(alike => alike.GroupBy(row => row.Result!.IsOfSubject ? row.Subject : ""))
            .SelectMany(alike => OfOtherModels([.. alike], folder)).ToHashSet();
        return [.. rows.Select(row => matches.TryGetValue(row, out var match) ? row with
        {
            Match = match,
            Result = LabelMatching.InOrder(row.Result!, match),
            OtherChannels = others.GetValueOrDefault(row),
            Warnings =
            [
                .. row.Warnings,
                .. strangers.Contains(row) ? [OtherModel] : Array.Empty<string>(),
                // The participant level has warned of channels that it found missing.
                .. others.TryGetValue(row, out var other) && row.Result!.MissingChannels.Count == 0
                    ? [other.Sentence]
                    : Array.Empty<string>(),
            ],
        } : row)];
    }

    // Labels stay as the model has them. Of equally frequent models, the most common one is the one whose file is in the folder.
    private static IEnumerable<GroupRow> OfOtherModels(GroupRow[] alike, string folder)
    {
        var models = alike.GroupBy(row => row.Result!.Model!.Value).ToArray();
        return models.OrderByDescending(rows => rows.Count()).ThenByDescending(rows => IsThere(folder, rows.Key))
            .Skip(1).SelectMany(rows => rows);
    }

    private static bool IsThere(string folder, (string File, string Sha256) model)
    {
        var path = Path.Combine(folder, model.File);
        return File.Exists(path) && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) == model.Sha256;
    }

    private static (string Segmentation, string Channels, int Labels, bool Shared, bool OfSubject) Kind(GroupRow row) => (
        row.Segmentation,
        string.Join('\t', row.Result!.Channels),
        row.Result.Labels.Count,
        row.Result.LabelsShared,
        row.Result.IsOfSubject);

    private static IReadOnlyList<LabelMatch> Matches(GroupRow[] rows, string? order)
    {
        SessionResult[] results = [.. rows.Select(row => row.Result!)];
        if (results[0].IsOfSubject)
        {
            return LabelNumbering.Apply([.. results.Zip(SubjectMatching.Of(rows))], order);
        }

        return results[0].LabelsShared
            ? [.. results.Select(result => new LabelMatch([.. Enumerable.Range(1, result.Labels.Count)], null, double.NaN))]
            : LabelNumbering.Apply([.. results.Zip(LabelMatching.Of([.. rows.Select(row => (row.Id, row.Result!))]))], order);
    }

    /// <summary>The sessions wanted, the results found and the failures logged.</summary>
    private sealed class Sessions(
        RawData raw, string folder, IReadOnlyList<SessionPlan> plans, FoundResults found,
        Dictionary<(string Id, string Segmentation), string> failures)
    {
        // Lines of a list whose ids give the same label have all failed, each naming the others.
        private readonly Dictionary<string, SessionPlan> _plans = plans.DistinctBy(plan => plan.Id).ToDictionary(plan => plan.Id);
        private readonly ILookup<(string, string), FoundResult> _found = found.All.ToLookup(result => (result.Id, result.Segmentation));

        /// <summary>Reason why a subject's folder cannot be read, or null.</summary>
        public string? Unreadable => found.Unreadable.Values.FirstOrDefault();

        /// <summary>Refuses a segmentation of which there is neither a result nor a failure.</summary>
        /// <exception cref="ImageException">There is no such segmentation; the message lists those that exist.</exception>
        public void Require(string segmentation)
        {
            string[] known =
            [
                .. found.All.Select(result => result.Segmentation).Concat(failures.Keys.Select(key => key.Segmentation))
                    .Distinct().Order(StringComparer.Ordinal),
            ];
            if (!known.Contains(segmentation))
            {
                throw new ImageException($"There is no seg-{segmentation} here; there {(known.Length == 1 ? "is" : "are")} "
                    + $"{string.Join(", ", known.Select(name => $"seg-{name}"))}.");
            }
        }

        public string[] Segmentations(bool others) =>
        [
            .. found.All.Where(result => others || _plans.ContainsKey(result.Id)).Select(result => result.Segmentation)
                .Concat(failures.Keys.Where(key => _plans.ContainsKey(key.Id)).Select(key => key.Segmentation))
                .Distinct().Order(StringComparer.Ordinal),
        ];

        public IEnumerable<(string Subject, string? Session)> Ids(bool others)
        {
            var planned = plans.Select(plan => (plan.Subject, plan.Session));
            var subjects = found.Unreadable.Keys.Except(plans.Select(plan => plan.Subject));
            var seen = found.All.Select(result => (result.Subject, result.Session))
                .Concat(subjects.Select(subject => (Subject: subject, Session: (string?)null)));
            return (others ? planned.Concat(seen) : planned).Distinct()
                .OrderBy(id => id.Subject, StringComparer.Ordinal).ThenBy(id => id.Session, StringComparer.Ordinal);
        }

        public GroupRow Row(string subject, string? session, string segmentation)
        {
            var row = new GroupRow(subject, session, segmentation, GroupState.Missing);
            FoundResult[] results = [.. _found[(row.Id, segmentation)]];
            return results.Length > 0 ? Complete(row, results) : Incomplete(row);
        }

        private GroupRow Complete(GroupRow row, FoundResult[] results)
        {
            try
            {
                var result = ResultReader.Read(results[0]);
                return row with
                {
                    State = GroupState.Complete,
                    Result = result,
                    Warnings = [.. result.Warnings, .. Warnings(row, results)],
                    Report = Report(row),
                };
            }
            catch (ImageException e)
            {
                return row with { State = GroupState.Failed, Reason = Relative(e.Message), Report = Report(row) };
            }
        }

        private GroupRow Incomplete(GroupRow row) => Failure(row) is { } reason
            ? row with { State = GroupState.Failed, Reason = Relative(reason) }
            : row with { Reason = "there is no result and no failure was noted; run the participant level for it." };

        private string? Failure(GroupRow row) => found.Unreadable.GetValueOrDefault(row.Subject)
            ?? failures.GetValueOrDefault((row.Id, row.Segmentation))
            ?? _plans.GetValueOrDefault(row.Id)?.Failure;

        private IEnumerable<string> Warnings(GroupRow row, FoundResult[] results)
        {
            if (results.Length > 1)
            {
                yield return $"There are {results.Length} results of this session, of which {results[0].Name} is shown.";
            }

            if (!_plans.ContainsKey(row.Id))
            {
                yield return "The raw data set has no such session.";
            }

            if (failures.GetValueOrDefault((row.Id, row.Segmentation)) is { } reason)
            {
                yield return $"A later attempt to segment it failed: {reason}";
            }
        }

        private string? Report(GroupRow row) => File.Exists(Path.Combine(folder, $"{row.Id}.html")) ? $"{row.Id}.html" : null;

        private string Relative(string reason) => SessionLog.Relative(reason, folder, raw.Root);
    }
}
