using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Cohorts;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Bids.Plans;

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
        var list = CohortList.Read(settings.List);
        if (settings.Level is ParticipantSettings participants)
        {
            return new CohortRunner(participants, messages).Run(Plan(list, settings, participants, cancellation), cancellation);
        }

        var group = (GroupSettings)settings.Level;
        var plans = list.Plan(group.Only ?? "any", cancellation: cancellation);
        return new GroupRunner(list.Raw, group, messages).Run(plans, others: true, cancellation);
    }

    private static PlannedCohort Plan(
        CohortList list, CohortSettings settings, ParticipantSettings participants, CancellationToken cancellation)
    {
        if (list.HasMasks && settings.RuleGiven)
        {
            throw new UsageException(
                $"The column mask of {settings.List} and --mask-rule cannot be combined; leave one of them out.");
        }

        var record = list.HasMasks ? participants.Record.Without(CohortOptions.RuleKey) : participants.Record;
        return new(
            list.Raw,
            list.Plan(participants.Label, participants.Segmentation.Files, cancellation),
            [
                (CohortList.ParticipantsFile, list.Participants(participants.Folder)),
                (CohortList.ParticipantsDictionaryFile, CohortList.ParticipantsDictionary),
                (ConfigRecord.PathFor(participants.Label), record.ToJson()),
            ]);
    }
}
