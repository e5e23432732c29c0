using System.CommandLine;
using GpuSeg.Cli.Commands.Cohort;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Cohorts;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Threads;

namespace GpuSeg.Cli.Commands.Bids;

/// <summary><c>gpuseg bids</c>: the BIDS-App; a data set in, a derivative data set out.</summary>
internal static class BidsCommand
{
    public static Command Create() => CommandFactory.Create(
        "bids",
        "Segment the subjects of a BIDS data set into a derivative data set, then make a page of every session. "
        + "Sessions that are complete are not repeated.",
        new BidsOptions(),
        Run);

    /// <summary>Returns the sessions that the participant level would segment, and refuses what it would refuse.</summary>
    public static IReadOnlyList<SessionPlan> DryRun(BidsSettings settings, Messages messages, CancellationToken cancellation)
    {
        var cohort = Plan(settings, (ParticipantSettings)settings.Level, messages, cancellation);
        DerivativeDataset.RequireOurs(settings.Level.Folder, cohort.Raw);
        return cohort.Plans;
    }

    private static int Run(BidsSettings settings, Messages messages, CancellationToken cancellation)
    {
        if (settings.Level is ParticipantSettings participants)
        {
            return new CohortRunner(participants, messages).Run(Plan(settings, participants, messages, cancellation), cancellation);
        }

        var group = (GroupSettings)settings.Level;
        var dataset = Scan(settings);
        var planner = new Planner(
            settings.Modalities, settings.Filters ?? FilterFile.Empty, group.Only ?? "any", rules: settings.Rules);
        var plans = Plans(planner, dataset, settings, messages, cancellation);
        var all = settings.Selection.IsEverything && settings.Filters is null;
        return new GroupRunner(dataset.Data, group, messages).Run(plans, others: all, Volumes(settings), cancellation);
    }

    private static PlannedCohort Plan(
        BidsSettings settings, ParticipantSettings participants, Messages messages, CancellationToken cancellation)
    {
        var (dataset, filters) = (Scan(settings), settings.Filters ?? FilterFile.Empty);
        var files = participants.Segmentation.Files with { Regions = settings.Measures.Regions is not null };
        var planner = new Planner(settings.Modalities, filters, participants.Label, files, settings.Rules);
        _ = Volumes(settings);
        var (raw, plans) = AddFiles(dataset.Data, Plans(planner, dataset, settings, messages, cancellation));
        return new(raw, plans, [(ConfigRecord.PathFor(participants.Label), participants.Record.ToJson())])
        {
            Everyone = () => settings.Selection.IsEverything
                ? plans
                : AddFiles(dataset.Data, planner.Plan(BidsDataset.Scan(dataset.Root), null, cancellation).Plans).Plans,
        };

        (RawData Raw, IReadOnlyList<SessionPlan> Plans) AddFiles(RawData raw, IReadOnlyList<SessionPlan> plans)
        {
            var (masked, withMasks) = AddMasks(raw, plans);
            if (settings.Measures.Regions is not { } given)
            {
                return (masked, withMasks);
            }

            var regions = RegionSource.Open(masked, given, settings.Rules.Regrid is not null);
            return (regions.Raw, ThreadBudget.Select(withMasks, regions.AddTo, cancellation));
        }

        (RawData Raw, IReadOnlyList<SessionPlan> Plans) AddMasks(RawData raw, IReadOnlyList<SessionPlan> plans)
        {
            if (settings.Masks.Folder is not { } folder)
            {
                return (raw, settings.Masks.Given ? plans
                    : ThreadBudget.Select(plans, plan => MaskDataset.AddBeside(raw, plan), cancellation));
            }

            var masks = MaskDataset.Open(raw, folder);
            return (masks.Raw, ThreadBudget.Select(plans, masks.AddTo, cancellation));
        }
    }

    private static IntracranialVolumes? Volumes(BidsSettings settings) =>
        settings.Measures.Volumes is { } column ? IntracranialVolumes.InDataset(settings.Raw, column) : null;

    private static BidsDataset Scan(BidsSettings settings) =>
        BidsDataset.Scan(settings.Raw, settings.Selection.Subjects, settings.Selection.Sessions, settings.Selection.List);

    private static IReadOnlyList<SessionPlan> Plans(
        Planner planner, BidsDataset dataset, BidsSettings settings, Messages messages, CancellationToken cancellation)
    {
        var shard = settings.Selection.Shard;
        if (planner.Unknown(dataset) is { } unknown)
        {
            throw new UsageException($"--modalities: {unknown}");
        }

        var (plans, notes) = planner.Plan(dataset, shard, cancellation);
        foreach (var note in (string[])[.. dataset.Notes, .. notes])
        {
            messages.Warning(note);
        }

        if (plans.Count == 0 && shard is not null)
        {
            messages.Warning($"the shard {shard} is empty: there are fewer sessions than shards.");
        }

        return plans;
    }
}
