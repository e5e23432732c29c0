using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Cohorts;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Threads;

namespace GpuSeg.Cli.Commands.Cohort;

/// <summary><c>gpuseg cohort</c>: the work of <c>gpuseg bids</c> for the subjects of a table.</summary>
internal static class CohortCommand
{
    public static Command Create() => CommandFactory.Create(
        "cohort",
        "Segment the subjects of a list into a derivative data set, as bids does. Subjects that are complete are not repeated.",
        new CohortOptions(),
        Run);

    private static int Run(CohortSettings settings, Messages messages, CancellationToken cancellation)
    {
        var given = CohortList.Read(settings.List);
        // The name of a column, or else a file for all subjects.
        var (regions, volume) = settings.Measures;
        var isColumn = regions is not null && given.HasColumn(regions);
        var list = given.With(isColumn ? regions : null, volume);
        var atlas = isColumn || regions is null ? null : RegionSource.Open(list.Raw, regions, settings.Rules.Regrid is not null);
        if (settings.Level is ParticipantSettings participants)
        {
            return new CohortRunner(participants, messages).Run(Plan(list, settings, participants, atlas, cancellation), cancellation);
        }

        var group = (GroupSettings)settings.Level;
        var plans = list.Plan(group.Only ?? "any", rules: settings.Rules, cancellation: cancellation);
        return new GroupRunner(list.Raw, group, messages).Run(plans, others: true, Volumes(list), cancellation);
    }

    private static IntracranialVolumes? Volumes(CohortList list) => list.VolumeColumn is { } column
        ? IntracranialVolumes.Of(list.VolumeCells(), list.Raw.Name, column)
        : null;

    private static PlannedCohort Plan(
        CohortList list,
        CohortSettings settings,
        ParticipantSettings participants,
        RegionSource? atlas,
        CancellationToken cancellation)
    {
        _ = Volumes(list);
        if (list.HasMasks && settings.RuleGiven)
        {
            throw new UsageException(
                $"The column mask of {settings.List} and --mask-rule cannot be combined; leave one of them out.");
        }

        var request = participants.Segmentation.Request;
        if (request.MaskThreshold is { } threshold && !list.HasMasks)
        {
            throw new UsageException($"--mask-threshold {threshold} needs masks, and {settings.List} has no column mask; add the column.");
        }

        if (request.LabelsExcluded && !list.HasExclusions)
        {
            throw new UsageException($"--label-excluded needs excluded voxels, and {settings.List} has no column exclude; add the column.");
        }

        var files = participants.Segmentation.Files with { Regions = settings.Measures.Regions is not null };
        var plans = list.Plan(participants.Label, files, settings.Rules, cancellation);
        var record = list.HasMasks ? participants.Record.Without(CohortOptions.RuleKey) : participants.Record;
        return new(
            atlas?.Raw ?? list.Raw,
            atlas is null ? plans : ThreadBudget.Select(plans, atlas.AddTo, cancellation),
            [
                (CohortList.ParticipantsFile, list.Participants(participants.Folder)),
                (CohortList.ParticipantsDictionaryFile, CohortList.ParticipantsDictionary),
                (ConfigRecord.PathFor(participants.Label), record.ToJson()),
            ]);
    }
}
