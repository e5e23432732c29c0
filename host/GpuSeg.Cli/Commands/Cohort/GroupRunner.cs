using System.Text.Json;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options.Cohorts;
using GpuSeg.Cli.Terminal;
using GpuSeg.Report.Group;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Commands.Cohort;

/// <summary>The group level of a cohort: table and page of all sessions that the participant level has written.</summary>
/// <param name="raw">The images.</param>
/// <param name="settings">The derivative data set and the segmentation to show.</param>
/// <param name="messages">Receives warnings.</param>
internal sealed class GroupRunner(RawData raw, GroupSettings settings, Messages messages)
{
    private IEnumerable<string> Files =>
        ((string[])[GroupOutputs.Table, GroupOutputs.Dictionary, GroupOutputs.Page]).Select(name => Path.Combine(settings.Folder, name));

    /// <summary>Writes the files and lists the segmentations that are not complete.</summary>
    /// <param name="plans">The chosen sessions.</param>
    /// <param name="others">Whether results of other sessions are shown as well.</param>
    /// <param name="volumes">The intracranial volumes that labels are compared with, or null.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="NothingRunException">Nothing could be written.</exception>
    public int Run(IReadOnlyList<SessionPlan> plans, bool others, IntracranialVolumes? volumes, CancellationToken cancellation)
    {
        if (messages.Log is not null)
        {
            JsonLog.Start(plans.Count);
        }

        GroupRequest request = new() { Only = settings.Only, Others = others, Order = settings.Order, Volumes = volumes };
        var result = Write(plans, request, cancellation);
        if (settings.Json)
        {
            Console.Out.Write(Document(result));
        }
        else
        {
            Print(result);
        }

        GroupRow[] incomplete = [.. result.Incomplete];
        var exitCode = incomplete.Length > 0 ? ExitCodes.Failed : ExitCodes.Ok;
        if (messages.Log is { } log)
        {
            log.End(result.Rows, exitCode);
        }
        else
        {
            Print(result, incomplete);
        }

        return exitCode;
    }

    private static void Print(GroupResult result, GroupRow[] incomplete)
    {
        if (incomplete.Length > 0)
        {
            Console.Error.WriteLine($"gpuseg: {incomplete.Length} of {result.Rows.Count} segmentations are not complete:");
        }

        foreach (var row in incomplete)
        {
            var state = row.State == GroupState.Failed ? "failed" : "is missing";
            Console.Error.WriteLine($"  {row.Id} seg-{row.Segmentation} {state}: {row.Reason}");
        }
    }

    private GroupResult Write(IReadOnlyList<SessionPlan> plans, GroupRequest request, CancellationToken cancellation)
    {
        try
        {
            var result = GroupLevel.Of(raw, plans, settings.Folder, request, cancellation);
            if (!settings.DryRun)
            {
                GroupOutputs.Write(result, GroupReport.Of(result, AppVersion.Text), raw, settings.Folder, AppVersion.Text);
                foreach (var left in GroupLevel.Clear(settings.Folder))
                {
                    messages.Warning(left);
                }
            }

            return result;
        }
        catch (Exception e) when (NothingRunException.IsReason(e))
        {
            throw new NothingRunException(e);
        }
    }

    private void Print(GroupResult result)
    {
        foreach (var rows in result.Segmentations)
        {
            var states = rows.CountBy(row => row.State).ToDictionary();
            Console.Out.WriteLine($"seg-{rows.Key}: {states.GetValueOrDefault(GroupState.Complete)} of {rows.Count()} sessions complete, "
                + $"{states.GetValueOrDefault(GroupState.Failed)} failed, {states.GetValueOrDefault(GroupState.Missing)} missing");
        }

        Console.Out.WriteLine(settings.DryRun ? "nothing was written" : $"wrote {string.Join(", ", Files)}");
    }

    private string Document(GroupResult result) => JsonText.Document(writer =>
    {
        writer.Texts("files", settings.DryRun ? [] : Files);
        writer.WriteStartArray("sessions");
        foreach (var row in result.Rows)
        {
            Write(writer, row);
        }

        writer.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, GroupRow row)
    {
        json.WriteStartObject();
        json.WriteString("subject", row.Subject);
        json.WriteString("session", row.Session);
        json.WriteString("seg", row.Segmentation);
        json.WriteString("state", row.StateName);
        json.WriteString("reason", row.Reason);
        json.Texts("warnings", row.Warnings);
        json.WriteEndObject();
    }
}
