using System.Security.Cryptography;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>Puts what the participant level has written of all sessions side by side, and finds what it has not.</summary>
public static class GroupLevel
{
    /// <summary>Reads the results. What is wrong with one session is told in its row.</summary>
    /// <param name="raw">The raw data set.</param>
    /// <param name="plans">Its sessions that are wanted.</param>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="only">The segmentation that is wanted, or null for all that are found.</param>
    /// <param name="others">Whether results of sessions that are not planned are shown as well.</param>
    /// <param name="cancellation">Stops before the next session.</param>
    /// <exception cref="ImageException">The folder holds no results, or cannot be read.</exception>
    /// <exception cref="OutputException">The folder holds another data set.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static GroupResult Of(
        RawData raw, IReadOnlyList<SessionPlan> plans, string folder, string? only = null, bool others = true, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(plans);
        if (!Path.Exists(Path.Combine(folder, DatasetDescription.FileName)))
        {
            throw new ImageException($"{folder} holds no results of gpuseg to put together; run `gpuseg bids` with the level participant first, or check the path.");
        }

        DerivativeDataset.RequireOurs(folder, raw);
        var sessions = new Sessions(raw, folder, plans, FoundResults.In(folder), SessionLog.Read(folder));
        string[] segmentations = only is null ? sessions.Segmentations(others) : [only];
        if (segmentations.Length == 0)
        {
            throw new ImageException(sessions.Unreadable ?? $"{folder} holds no segmentation of the sessions that are wanted; run `gpuseg bids` with the level participant first.");
        }

        (string Subject, string? Session, string Segmentation)[] wanted =
            [.. sessions.Ids(others).SelectMany(session => segmentations.Select(segmentation => (session.Subject, session.Session, segmentation)))];
        var rows = ThreadBudget.Select(wanted, row => sessions.Row(row.Subject, row.Session, row.Segmentation), cancellation);
        return new(raw.Name, Matched(rows, folder));
    }

    /// <summary>Clears away what killed processes left of the results that are there.</summary>
    /// <returns>Why any of it is still there, in sentences.</returns>
    /// <exception cref="ImageException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Clear(string folder) =>
        [.. FoundResults.In(folder).All.Select(result => ActiveLock.Clear(result.Folder, result.Id, result.Files.Names)).OfType<string>()];

    private static GroupRow[] Matched(GroupRow[] rows, string folder)
    {
        var kinds = rows.Where(row => row.Result is not null).GroupBy(Kind).Select(alike => alike.ToArray()).ToArray();
        var matches = kinds.SelectMany(alike => alike.Zip(Matches(alike))).ToDictionary(pair => pair.First, pair => pair.Second);
        var strangers = kinds.Where(alike => alike[0].Result!.LabelsShared).SelectMany(alike => OfOtherModels(alike, folder)).ToHashSet();
        return [.. rows.Select(row => matches.TryGetValue(row, out var match) ? row with
        {
            Match = match,
            Result = LabelMatching.InOrder(row.Result!, match),
            Warnings = strangers.Contains(row) ? [.. row.Warnings, "It was labelled by another model than most sessions, so that its labels do not mean what theirs do; segment all sessions with one model, with `--overwrite`."] : row.Warnings,
        } : row)];
    }

    // Labels are left as the model has them. Of models that equally many sessions have, the one whose file is there is that of the others.
    private static IEnumerable<GroupRow> OfOtherModels(GroupRow[] alike, string folder)
    {
        var models = alike.GroupBy(row => row.Result!.Model!.Value).ToArray();
        return models.Length == 1 ? [] : models.OrderByDescending(rows => rows.Count()).ThenByDescending(rows => IsThere(folder, rows.Key)).Skip(1).SelectMany(rows => rows);
    }

    private static bool IsThere(string folder, (string File, string Sha256) model)
    {
        var path = Path.Combine(folder, model.File);
        return File.Exists(path) && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) == model.Sha256;
    }

    private static (string Segmentation, string Channels, int Labels, bool Shared) Kind(GroupRow row) =>
        (row.Segmentation, string.Join('\t', row.Result!.Channels), row.Result.Labels.Count, row.Result.LabelsShared);

    private static IReadOnlyList<LabelMatch> Matches(GroupRow[] rows) => rows[0].Result!.LabelsShared
        ? [.. rows.Select(row => new LabelMatch([.. Enumerable.Range(1, row.Result!.Labels.Count)], null, double.NaN))]
        : LabelMatching.Of([.. rows.Select(row => (row.Id, row.Result!))]);

    /// <summary>What is wanted, what is there, and what was noted.</summary>
    private sealed class Sessions(
        RawData raw, string folder, IReadOnlyList<SessionPlan> plans, FoundResults found, Dictionary<(string Id, string Segmentation), string> failures)
    {
        // Lines of a list whose ids come to one label have failed alike, each naming the others.
        private readonly Dictionary<string, SessionPlan> _plans = plans.DistinctBy(plan => plan.Id).ToDictionary(plan => plan.Id);
        private readonly ILookup<(string, string), FoundResult> _found = found.All.ToLookup(result => (result.Id, result.Segmentation));

        /// <summary>Why one of the subjects' folders cannot be read, or null.</summary>
        public string? Unreadable => found.Unreadable.Values.FirstOrDefault();

        public string[] Segmentations(bool others) =>
        [
            .. found.All.Where(result => others || _plans.ContainsKey(result.Id)).Select(result => result.Segmentation)
                .Concat(failures.Keys.Where(key => _plans.ContainsKey(key.Id)).Select(key => key.Segmentation)).Distinct().Order(StringComparer.Ordinal),
        ];

        public IEnumerable<(string Subject, string? Session)> Ids(bool others) => plans.Select(plan => (plan.Subject, plan.Session))
            .Concat(others ? [.. found.All.Select(result => (result.Subject, result.Session)), .. found.Unreadable.Keys.Except(plans.Select(plan => plan.Subject)).Select(subject => (subject, (string?)null))] : []).Distinct().OrderBy(id => id.Subject, StringComparer.Ordinal).ThenBy(id => id.Session, StringComparer.Ordinal);

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
                return row with { State = GroupState.Complete, Result = result, Warnings = [.. result.Warnings, .. Warnings(row, results)], Report = Report(row) };
            }
            catch (ImageException e)
            {
                return row with { State = GroupState.Failed, Reason = Relative(e.Message), Report = Report(row) };
            }
        }

        private GroupRow Incomplete(GroupRow row) => (found.Unreadable.GetValueOrDefault(row.Subject) ?? failures.GetValueOrDefault((row.Id, row.Segmentation)) ?? _plans.GetValueOrDefault(row.Id)?.Failure) is { } reason
            ? row with { State = GroupState.Failed, Reason = Relative(reason) }
            : row with { Reason = "there is no result and no failure was noted; run the participant level for it." };

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
