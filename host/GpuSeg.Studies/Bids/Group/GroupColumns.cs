using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>
/// The columns that a group's rows need: those of all channels and labels; sessions, bound or inertia only if a row has them.
/// </summary>
internal static class GroupColumns
{
    public static IReadOnlyList<GroupColumn> Of(IReadOnlyList<GroupRow> rows)
    {
        SessionResult[] results = [.. rows.Select(row => row.Result).OfType<SessionResult>()];
        var labels = results.Select(result => result.Labels.Count).DefaultIfEmpty().Max();
        string[] channels = [.. results.SelectMany(result => result.Channels).Distinct()];
        return
        [
            .. Identity().Where(column => column.Name != "session_id" || rows.Any(row => row.Session is not null)),
            .. Fit().Where(column => rows.Any(row => column.Value(row) is not null)),
            .. Channels().Where(_ => rows.Any(row => row.OtherChannels is not null)),
            .. Mask(),
            .. Lesion().Where(_ => results.Any(result => result.LooksForLesion)),
            .. Enumerable.Range(1, labels).SelectMany(Size),
            .. Change(labels).Where(_ => rows.Any(row => row.Change is not null)),
            .. Intracranial(labels).Where(_ => rows.Any(row => row.IntracranialVolume is not null)),
            .. channels.SelectMany(channel => Enumerable.Range(1, labels).Select(label => Mean(channel, label))),
            .. results.Select(result => result.Quality).OfType<TissueQuality>().SelectMany(quality => quality.Images).Distinct()
                .SelectMany(Quality).Where(column => rows.Any(row => column.Value(row) is not null)),
            .. Matches(),
            .. Notes(),
        ];
    }

    private static IEnumerable<GroupColumn> Identity() =>
    [
        new("participant_id", "Participant", "The subject, with sub-.", row => $"sub-{row.Subject}"),
        new("session_id", "Session", "The session, with ses-.", row => row.Session is null ? null : $"ses-{row.Session}"),
        new(
            "seg",
            "Segmentation",
            "The entity seg of the files: method, number of clusters, and settings that differ from the default.",
            row => row.Segmentation),
        new("state", "State", "What there is of the session.", row => Word(row.State))
        {
            Levels = new Dictionary<string, string>
            {
                [Word(GroupState.Complete)] = "all files are there",
                [Word(GroupState.Failed)] = "it could not be segmented, or its files cannot be read; see reason",
                [Word(GroupState.Missing)] = "no participant level has come to it yet",
            },
        },
    ];

    private static IEnumerable<GroupColumn> Fit() =>
    [
        new("converged", "Converged", "Whether the fit converged.", row => row.Result is { } fit ? fit.Converged ? "true" : "false" : null),
        new("n_iter", "Iterations", "Iterations of the fit.", row => row.Result?.Iterations) { IsMeasure = true, IsOfFit = true },
        .. MethodTable.Measures.Where(measure => measure.Description is not null)
            .OrderByDescending(measure => measure.IsObjective).Select(Fit),
    ];

    private static GroupColumn Fit(Measure measure) =>
        new(measure.Key, measure.Title, measure.Description!, row => row.Result?.Measures.GetValueOrDefault(measure.Key))
        {
            IsMeasure = measure.IsObjective,
            IsOfFit = measure.IsObjective,
        };

    private static IEnumerable<GroupColumn> Channels() =>
    [
        new(
            "channels",
            "Channels",
            "The images that were clustered.",
            row => row.Result is { } fit ? string.Join(',', fit.Channels) : null),
        new(
            "lacks",
            "Lacking channels",
            "Channels that most sessions of the segmentation have and this session lacks. Labels of sessions with different channels "
            + "cannot be compared.",
            row => row.OtherChannels is { Lacks.Count: > 0 } other ? string.Join(',', other.Lacks) : null),
    ];

    private static IEnumerable<GroupColumn> Mask() =>
    [
        new("mask_voxels", "Mask, voxels", "Number of voxels in the mask.", row => row.Result?.MaskVoxels),
        new("mask_share", "Mask, share of the grid", "Share of the grid's voxels in the mask, from 0 to 1.", row => row.Result?.MaskShare)
        {
            IsMeasure = true,
            IsShare = true,
        },
        new("mask_ml", "Volume of the mask", "Volume of the mask.", row => row.Result?.MaskMillilitres) { Units = "mL", IsMeasure = true },
    ];

    private static IEnumerable<GroupColumn> Lesion() =>
    [
        new(
            "lesion_ml",
            "Volume of the lesion",
            "Volume of the largest region that is bright in FLAIR and unlike the other side; not a diagnosis. n/a if no lesion stands out "
            + "or the session has no FLAIR image; its sidecar has the reason.",
            row => row.Result?.LesionMillilitres) { Units = "mL", IsMeasure = true },
    ];

    private static IEnumerable<GroupColumn> Size(int label) =>
    [
        new(
            $"volume_ml_{label}",
            $"Volume of label {label}",
            $"Volume of label {label}, as labels are matched.",
            row => Label(row, label)?.Millilitres)
        { Units = "mL", IsMeasure = true, Label = label, Figure = "Volumes of the labels, mL" },
        new(
            $"share_{label}",
            $"Label {label}, share of the mask",
            $"Share of the mask's voxels that have label {label}, from 0 to 1.",
            row => (double?)Label(row, label)?.Voxels / row.Result?.MaskVoxels) { IsShare = true, Label = label },
    ];

    private static IEnumerable<GroupColumn> Intracranial(int labels) =>
    [
        new("icv_ml", "Intracranial volume", "The intracranial volume that was given.", row => row.IntracranialVolume) { Units = "mL" },
        new(
            "mask_icv_share",
            "Mask, share of the intracranial volume",
            "Volume of the mask as a share of the given intracranial volume.",
            row => row.Result?.MaskMillilitres / row.IntracranialVolume) { IsMeasure = true, IsShare = true },
        .. Enumerable.Range(1, labels).Select(label => new GroupColumn(
            $"icv_share_{label}",
            $"Label {label}, share of the intracranial volume",
            $"Volume of label {label} as a share of the given intracranial volume.",
            row => Label(row, label)?.Millilitres / row.IntracranialVolume)
        {
            IsMeasure = true,
            IsShare = true,
            IsDetail = true,
            Label = label,
            Figure = "Volumes of the labels, share of the intracranial volume",
        }),
    ];

    private static IEnumerable<GroupColumn> Change(int labels) =>
    [
        new(
            "first_session",
            "First session",
            "The subject's first session, which the changes of volumes refer to: the earliest acq_time in sub-LABEL_sessions.tsv, or else "
            + "the first label, numbers in labels by their values. n/a for this session itself.",
            row => row.Change?.Since),
        .. Enumerable.Range(1, labels).SelectMany(label => (GroupColumn[])
        [
            new(
                $"change_ml_{label}",
                $"Change of label {label}",
                $"Change of the volume of label {label} since the subject's first session; one model labelled both.",
                row => row.Change?.Absolute(label))
            { Units = "mL", IsMeasure = true, IsDetail = true, Label = label, Figure = "Changes since the first session, mL" },
            new(
                $"change_percent_{label}",
                $"Change of label {label} in per cent",
                $"Change of the volume of label {label} since the subject's first session, in per cent of its first volume.",
                row => row.Change?.Percent(label)) { Units = "%", Label = label },
        ]),
    ];

    private static GroupColumn Mean(string channel, int label) => new(
        $"mean_{channel}_{label}",
        $"Mean {channel} of label {label}",
        $"Mean of {channel} in the voxels of label {label}, in the image's own units.",
        row => MeanOf(row, channel, label))
    { IsMeasure = true, IsDetail = true, Label = label, Figure = $"Means of {channel}, image units" };

    private static IEnumerable<GroupColumn> Quality(string image) => TissueQuality.Measures.Select(measure =>
        new GroupColumn(
            $"{measure.Key}_{image}",
            $"{measure.Title}, {image}",
            $"{measure.Description} {TissueQuality.Rule}",
            row => row.Result?.Quality?[image, measure.Key])
        {
            IsMeasure = true,
            IsDetail = true,
            Figure = $"Quality of {image}, by the named tissues",
            Series = measure.Title,
        });

    private static IEnumerable<GroupColumn> Matches() =>
    [
        new(
            "labels",
            "Own labels",
            $"The session's own labels that are labels 1, 2, ... of this table. {LabelMatching.Rule} {LabelNumbering.Rule} "
            + "If one model was applied to all sessions, their labels stay as the model has them. If each subject has a model for its "
            + "sessions, subjects are matched instead of sessions, by the mean places of their labels.",
            row => row.Match is null ? null : string.Join(',', row.Match.Labels)),
        new(
            "matched_to",
            "Matched to",
            "The session whose labels are the labels of this table; n/a if one model was applied to all sessions.",
            row => row.Match?.Reference),
        new(
            "match_distance",
            "Distance from the reference",
            "Mean distance of the session's clusters from their counterparts in the reference, in standard deviations of the mask; large "
            + "if the session has different clusters, n/a for the reference itself.",
            row => row.Match is { } match && match.Reference != row.Id && match.Reference != $"sub-{row.Subject}"
                ? match.Distance
                : null) { IsMeasure = true },
    ];

    private static IEnumerable<GroupColumn> Notes() =>
    [
        new("n_warnings", "Warnings", "Number of warnings.", row => row.Warnings.Count),
        new("warnings", "Warnings, in words", "What a user should know of the session.", row => string.Join(' ', row.Warnings)),
        new("reason", "Reason", "Why the session is not complete.", row => row.Reason),
    ];

    private static LabelMeasures? Label(GroupRow row, int label) => row.Result?.Labels.ElementAtOrDefault(label - 1);

    private static double? MeanOf(GroupRow row, string channel, int label) =>
        row.Result is { } result && Array.IndexOf([.. result.Channels], channel) is >= 0 and var place
            ? Label(row, label)?.Means[place]
            : null;

    private static string Word(GroupState state) => state.ToString().ToLowerInvariant();
}

/// <summary>All sessions of a derivative data set, side by side.</summary>
/// <param name="Name">Name of the raw data set.</param>
/// <param name="Rows">A row per session and segmentation.</param>
public sealed record GroupResult(string Name, IReadOnlyList<GroupRow> Rows)
{
    /// <summary>The columns of the table.</summary>
    public IReadOnlyList<GroupColumn> Columns { get; } = GroupColumns.Of(Rows);

    /// <summary>The rows, grouped by segmentation.</summary>
    public IEnumerable<IGrouping<string, GroupRow>> Segmentations => Rows.GroupBy(row => row.Segmentation);

    /// <summary>The rows that are not complete.</summary>
    public IEnumerable<GroupRow> Incomplete => Rows.Where(row => row.State != GroupState.Complete);
}
