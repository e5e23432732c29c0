using GpuSeg.Images;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>Chooses the channels of every session; only the headers of the images are read.</summary>
/// <param name="modalities">The channels wanted, or null for the contrasts that most sessions have.</param>
/// <param name="filters">Conditions on the files of channels.</param>
/// <param name="segmentation">Value of the entity seg in the outputs' names.</param>
/// <param name="optional">The optional files to write; null for none.</param>
/// <param name="rules">The user's decisions about runs and missing channels.</param>
public sealed class Planner(
    IReadOnlyList<Modality>? modalities, FilterFile filters, string segmentation, OptionalFiles? optional = null,
    PlanRules? rules = null)
{
    private readonly PlanRules _rules = rules ?? new();

    /// <summary>Plans all sessions that pass the filters and have anatomical images, in the data set's order.</summary>
    /// <param name="dataset">The sessions.</param>
    /// <param name="shard">The part of these sessions that is planned; no file of the other sessions is read.</param>
    /// <param name="cancellation">Stops before the next session.</param>
    /// <returns>
    /// The plans, and a sentence for the sessions that are left out and for each filter without a channel.
    /// </returns>
    /// <exception cref="ImageException">No session passes, or the data set has no anatomical image.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public (IReadOnlyList<SessionPlan> Plans, IReadOnlyList<string> Notes) Plan(
        BidsDataset dataset, Shard? shard = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        HashSet<string> channels = new(modalities?.Select(modality => modality.Name) ?? Kinds(dataset), StringComparer.OrdinalIgnoreCase);
        BidsSession[] sessions = [.. dataset.Sessions.Where(session => filters.Allows(session, channels))];
        if (sessions.Length == 0)
        {
            throw new ImageException($"The filter file lets no session of {dataset.Root} pass; check its subjects and sessions.");
        }

        BidsSession[] without = [.. sessions.Where(session => session.Failure is null && !HasAnatomy(session))];
        if (without.Length == sessions.Length && dataset.AllSessions.All(session => session.Failure is null && !HasAnatomy(session)))
        {
            throw new ImageException($"{dataset.Root} has no anatomical image (in anat, or ADC in dwi); check the path.");
        }

        var cohort = CohortChannels.Of(
            modalities is null ? dataset.AllSessions.Where(session => filters.Allows(session, channels))
                .Select(session => AnatomicalImages.InOwnSpace([.. Usable(session)])) : []);
        var planned = (shard ?? Shard.Whole).Of(sessions.Except(without));
        var plans = ThreadBudget.Select(planned, session => Plan(dataset.Root, session, cohort), cancellation);
        var known = string.Join(", ", channels.Order(StringComparer.Ordinal));
        string[] left = without.Length == 0 ? [] :
            [$"{Plural.Of(without.Length, "session")} without anatomical images {(without.Length == 1 ? "is" : "are")} left out: "
                + $"{Suggestion.List([.. without.Select(session => session.Id)])}."];
        var unused = filters.Channels.Where(name => !channels.Contains(name))
            .Select(name => $"the filter file's {name} has no effect: it is not one of the channels ({known}).");
        return (plans, [.. left, .. unused, .. DifferentVersions(plans)]);
    }

    // Such sessions are compared with each other, though a sequence or a reconstruction may differ.
    private static IEnumerable<string> DifferentVersions(IEnumerable<SessionPlan> plans) =>
        from channel in plans.SelectMany(plan => plan.Channels.Select(channel => (channel.Name, channel.Version, plan.Id)))
        group channel by channel.Name into channels
        let versions = channels.GroupBy(channel => channel.Version).OrderByDescending(version => version.Count()).ToArray()
        where versions.Length > 1
        let texts = versions.Select(version => $"{(version.Key.Length == 0 ? "plain" : version.Key)} in "
            + (version == versions[0] ? Plural.Of(version.Count(), "session") : Suggestion.List([.. version.Select(of => of.Id)])))
        select $"{channels.Key} comes in different versions ({string.Join("; ", texts)}), which may differ in intensity; "
            + "name one version for all sessions if there is one.";

    /// <summary>Describes a wanted channel that no image of the data set is, with the images it has; null if all are found.</summary>
    public string? Unknown(BidsDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return (modalities ?? []).Where(modality => !IsIn(dataset.Sessions, modality) && !IsIn(dataset.AllSessions, modality))
            .Select(modality => Unknown(dataset, modality)).FirstOrDefault();

        // Conditions of a filter file are another matter.
        static bool IsIn(IEnumerable<BidsSession> sessions, Modality modality) =>
            sessions.Any(session => session.Images.Any(modality.Matches));
    }

    private static string? Unknown(BidsDataset dataset, Modality modality)
    {
        string[] known =
        [
            .. dataset.AllSessions.SelectMany(session => session.Images).Where(image => !AnatomicalImages.IsSegmentation(image.Name))
                .CountBy(image => Modality.Of(image.Name)).OrderByDescending(kind => kind.Value).Select(kind => kind.Key),
        ];
        var meant = Suggestion.Closest(modality.Text, known) ?? known.FirstOrDefault(
            text => text.EndsWith($":{modality.Text}", StringComparison.OrdinalIgnoreCase));
        return known.Length == 0 ? null
            : $"no image of {dataset.Root} is {modality.Text}; {(meant is null ? "" : $"did you mean {meant}? ")}"
                + $"{(meant is null ? "its" : "Its")} images are {Suggestion.List(known)}.";
    }

    private static IEnumerable<string> Kinds(BidsDataset dataset) =>
        dataset.AllSessions.SelectMany(session => AnatomicalImages.Of(session).Select(image => ChannelNames.Kind(image.Name)));

    private bool HasAnatomy(BidsSession session) => AnatomicalImages.Of(session).Any()
        || (modalities ?? []).Any(modality => Fitting(session, modality).Length > 0);

    private IEnumerable<BidsImage> Usable(BidsSession session) => AnatomicalImages.Of(session).Where(Passes);

    private SessionPlan Plan(string root, BidsSession session, CohortChannels cohort)
    {
        var plan = new SessionPlan
        {
            Subject = session.Subject,
            Session = session.Session,
            Notes = session.Notes,
            Failure = session.Failure,
        };
        if (session.Failure is not null)
        {
            return plan;
        }

        var notes = session.Notes.ToList();
        try
        {
            var wanted = modalities is null ? Default(session, cohort, notes) : Named(session, modalities);
            return Planned(plan, new ChannelPlan(root, session, _rules, modalities is not null), wanted, cohort, notes);
        }
        catch (ImageException e)
        {
            return plan with { Notes = notes, Failure = e.Message };
        }
    }

    private SessionPlan Planned(
        SessionPlan plan, ChannelPlan channels, IReadOnlyList<WantedChannel> wanted, CohortChannels cohort, List<string> notes)
    {
        var (found, missing) = channels.Find(wanted, modalities is null ? cohort.Share : null, notes);
        var files = optional?.For([.. found.Channels.SelectMany(channel => channel.ImageNames)], notes);
        return plan with
        {
            Channels = found.Channels,
            Regrid = _rules.Regrid,
            Voxels = found.Grid.Voxels,
            MovingBytes = found.Grid.MovingBytes,
            Missing = missing,
            Outputs = SessionFiles.Create([.. found.Channels.SelectMany(channel => channel.Images)], segmentation, files),
            Notes = notes,
        };
    }

    private WantedChannel[] Named(BidsSession session, IReadOnlyList<Modality> wanted) =>
        [.. wanted.Select(modality => new WantedChannel(modality.Name, modality.Text, Fitting(session, modality)))];

    private BidsImage[] Fitting(BidsSession session, Modality modality)
    {
        var wanted = modality.With(filters.Of(modality.Name));
        BidsImage[] fitting = [.. session.Images.Where(wanted.Matches)];
        return fitting.Any(wanted.MatchesExactly) ? [.. fitting.Where(wanted.MatchesExactly)] : fitting;
    }

    private WantedChannel[] Default(BidsSession session, CohortChannels cohort, List<string> notes)
    {
        notes.AddRange(NotMatched(session));
        var others = session.Images.Where(image => image.Datatype == BidsSession.Datatypes[0])
            .Where(image => !AnatomicalImages.IsSegmentation(image.Name)).Except(AnatomicalImages.Of(session))
            .Select(image => image.Path).ToArray();
        if (others.Length > 0)
        {
            var what = others.Length == 1 ? "is left out: it is a channel" : "are left out: they are channels";
            notes.Add($"{string.Join(", ", others)} {what} only if named as a modality.");
        }

        BidsImage[] usable = [.. Usable(session)];
        var images = AnatomicalImages.InOwnSpace(usable);
        AnatomicalImages.RequireOneSpace(session.Id, images);
        if (images.Length == 0)
        {
            throw new ImageException(
                $"{session.Id} has no anatomical image that passes the filters; it has {AnatomicalImages.FileNames(session.Images)}.");
        }

        var kinds = images.ToLookup(image => ChannelNames.Kind(image.Name));
        notes.AddRange(usable.Where(image => !kinds.Contains(ChannelNames.Kind(image.Name))).Select(image =>
            $"{image.Path} is left out: it is in the space of a template, and other images are in the subject's own; name it to use it."));
        var extra = kinds.Select(kind => kind.Key).Except(cohort.Names).ToArray();
        notes.AddRange(extra.Select(name => $"{string.Join(", ", kinds[name].Select(image => image.Path))} "
            + $"{(kinds[name].Count() == 1 ? "is" : "are")} left out: {cohort.Share(name)}, fewer than half."));
        return [.. AnatomicalImages.InOrder(cohort.Names).Select(name => new WantedChannel(name, name, [.. kinds[name]]))];
    }

    private IEnumerable<string> NotMatched(BidsSession session) =>
        from images in AnatomicalImages.Of(session).GroupBy(image => ChannelNames.Kind(image.Name))
        where !images.Any(Passes)
        let files = string.Join(", ", images.Select(image => image.Path))
        let verb = images.Count() == 1 ? "is" : "are"
        select $"{files} {verb} left out: no image of the session meets the filter file's conditions on {images.Key}.";

    private bool Passes(BidsImage image) =>
        filters.Of(ChannelNames.Kind(image.Name)).All(condition => condition.Value.Allows(condition.Key, image.Property(condition.Key)));
}
