using System.Text.Json;
using GpuSeg.Cli.Terminal;
using GpuSeg.Report.Group;
using GpuSeg.Studies.Bids;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The level group of a cohort: table and page of all sessions that the participant level has written.</summary>
/// <param name="raw">What the images lie in.</param>
/// <param name="folder">The derivative data set.</param>
/// <param name="dryRun">Whether nothing is written.</param>
/// <param name="json">Whether one JSON object is printed.</param>
/// <param name="messages">Where warnings go.</param>
internal sealed class BidsGroup(RawData raw, string folder, bool dryRun, bool json, Messages messages)
{
    /// <summary>Writes the files and tells what is not complete.</summary>
    /// <param name="plans">The sessions that are wanted.</param>
    /// <param name="only">The segmentation that is wanted, or null for all.</param>
    /// <param name="others">Whether results of other sessions are shown as well.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="NothingRunException">Nothing could be written.</exception>
    public int Run(IReadOnlyList<SubjectPlan> plans, string? only, bool others, CancellationToken cancellation)
    {
        if (messages.Log is not null)
        {
            JsonLog.Start(plans.Count);
        }

        var result = Written(plans, only, others, cancellation);
        if (json)
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
            Console.Error.WriteLine($"  {row.Id} seg-{row.Segmentation} {(row.State == GroupState.Failed ? "failed" : "is missing")}: {row.Reason}");
        }
    }

    private GroupResult Written(IReadOnlyList<SubjectPlan> plans, string? only, bool others, CancellationToken cancellation)
    {
        try
        {
            var result = GroupLevel.Of(raw, plans, folder, only, others, cancellation);
            if (!dryRun)
            {
                GroupOutputs.Write(result, GroupReport.Of(result, AppVersion.Text), raw, folder, AppVersion.Text);
                foreach (var left in GroupLevel.Clear(folder))
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

        Console.Out.WriteLine(dryRun ? "nothing was written" : $"wrote {string.Join(", ", Files())}");
    }

    private string Document(GroupResult result) => JsonText.Document(writer =>
    {
        writer.Texts("files", dryRun ? [] : Files());
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

    private IEnumerable<string> Files() => ((string[])[GroupOutputs.Table, GroupOutputs.Dictionary, GroupOutputs.Page]).Select(name => Path.Combine(folder, name));
}
