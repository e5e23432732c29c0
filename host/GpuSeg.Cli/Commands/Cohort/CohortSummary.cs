using System.Text.Json;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Commands.Cohort;

/// <summary>
/// The output of <c>gpuseg bids</c> and <c>gpuseg cohort</c>: the plan, a line per session, the end; as text or as one JSON object.
/// </summary>
internal static class CohortSummary
{
    /// <summary>Prints the files that would be read and written.</summary>
    public static void PrintPlan(IReadOnlyList<SessionPlan> plans, bool json)
    {
        if (json)
        {
            Console.Out.Write(Document(plans, (_, _) => { }));
            return;
        }

        if (plans.Any(plan => plan.Failure is null))
        {
            Table.Write(["session", "channel", "file"], plans.Where(plan => plan.Failure is null).SelectMany(Rows));
        }

        foreach (var plan in plans)
        {
            foreach (var note in plan.Notes)
            {
                Console.Out.WriteLine($"{plan.Id}: {OptionHints.Add(note)}");
            }

            if (plan.Failure is not null)
            {
                Console.Out.WriteLine($"{plan.Id} cannot be segmented: {OptionHints.Add(plan.Failure)}");
            }
        }

        var failed = plans.Count(plan => plan.Failure is not null);
        var unusable = failed == 0 ? "" : $", {failed} of which cannot be segmented";
        Console.Out.WriteLine($"{Plural.Of(plans.Count, "session")}{unusable}; nothing was written");
    }

    /// <summary>Prints the warnings about one session.</summary>
    public static void PrintWarnings(SessionOutcome outcome, Messages messages)
    {
        foreach (var warning in outcome.AllWarnings)
        {
            messages.Warning($"{outcome.Plan.Id}: {warning}");
        }
    }

    /// <summary>Prints the outcome of one session when it has ended.</summary>
    public static void Print(SessionOutcome outcome) =>
        Console.Out.WriteLine($"{outcome.Plan.Id}: {(outcome.State == SessionState.Failed ? "FAILED: " : "")}{outcome.Message}"
            + (outcome.State == SessionState.Segmented ? $" -> {outcome.Plan.Outputs!.LabelMap}" : ""));

    /// <summary>Prints how many sessions ended in each state.</summary>
    public static void PrintEnd(IReadOnlyList<SessionOutcome> outcomes, bool json)
    {
        if (json)
        {
            var of = outcomes.ToDictionary(outcome => outcome.Plan);
            Console.Out.Write(Document([.. of.Keys], (writer, plan) =>
            {
                writer.WriteString("state", of[plan].StateName);
                writer.WriteString("message", of[plan].Message);
                writer.Texts("warnings", of[plan].Warnings);
                writer.WriteString("page", of[plan].Page);
                writer.WriteString("page_failure", of[plan].PageFailure);
            }));
        }
        else
        {
            var (notTried, noPage) = (Count(SessionState.NotTried), outcomes.Count(outcome => outcome.PageFailure is not null));
            Console.Out.WriteLine($"{Count(SessionState.Segmented)} segmented, {Count(SessionState.Complete)} complete already, "
                + $"{Count(SessionState.Failed)} failed{(notTried > 0 ? $", {notTried} not tried" : "")}"
                + $"{(noPage > 0 ? $", {Plural.Of(noPage, "page")} failed" : "")}");
        }

        int Count(SessionState state) => outcomes.Count(outcome => outcome.State == state);
    }

    /// <summary>Prints to stderr why sessions and pages failed.</summary>
    public static void PrintFailures(IReadOnlyList<SessionOutcome> outcomes)
    {
        List(
            Plural.Of(outcomes.Count, "session"),
            outcomes.Where(outcome => outcome.State == SessionState.Failed).Select(outcome => $"{outcome.Plan.Id}: {outcome.Message}"));
        List(
            Plural.Of(outcomes.Count(outcome => (outcome.Page ?? outcome.PageFailure) is not null), "page"),
            outcomes.Where(outcome => outcome.PageFailure is not null)
                .Select(outcome => $"{outcome.Plan.Id}: no page: {outcome.PageFailure}"));

        static void List(string of, IEnumerable<string> lines)
        {
            string[] failed = [.. lines];
            if (failed.Length > 0)
            {
                Console.Error.WriteLine($"gpuseg: {failed.Length} of {of} failed:");
            }

            Array.ForEach(failed, line => Console.Error.WriteLine($"  {line}"));
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(SessionPlan plan) =>
    [
        .. plan.Channels.Select((channel, i) => (string[])
            [i == 0 ? plan.Id : "", channel.Volumes == 1 ? channel.Name : channel.Text,
                string.Join(", ", channel.Images.Select(image => image.Path))]),
        .. plan.Mask is { } mask ? [["", "mask", mask.Path]] : Array.Empty<string[]>(),
        .. plan.Excluded is { } excluded ? [["", "exclude", excluded.Path]] : Array.Empty<string[]>(),
        .. plan.Regions is { } regions ? [["", "regions", regions.Path]] : Array.Empty<string[]>(),
        ["", "->", $"{plan.Outputs!.LabelMap} and {plan.Outputs.Paths.Count - 1} more"],
    ];

    private static string Document(IReadOnlyList<SessionPlan> plans, Action<Utf8JsonWriter, SessionPlan> more) => JsonText.Document(json =>
    {
        json.WriteStartArray("sessions");
        foreach (var plan in plans)
        {
            json.WriteStartObject();
            Write(json, plan);
            more(json, plan);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, SessionPlan plan)
    {
        json.WriteString("subject", plan.Subject);
        json.WriteString("session", plan.Session);
        json.WriteStartArray("channels");
        foreach (var channel in plan.Channels)
        {
            json.WriteStartObject();
            json.WriteString("name", channel.Name);
            json.WriteString("file", channel.Image.Path);
            if (channel.Volumes > 1)
            {
                json.WriteNumber("volumes", channel.Volumes);
            }

            if (channel.Repeats.Count > 0)
            {
                json.Texts("mean_of", channel.Images.Select(image => image.Path));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("mask", plan.Mask?.Path);
        json.WriteString("exclude", plan.Excluded?.Path);
        json.WriteString("regions", plan.Regions?.Path);
        json.Texts("missing", plan.Missing);
        json.Texts("outputs", plan.Outputs?.Paths ?? []);
        json.Texts("notes", plan.Notes);
        json.WriteString("failure", plan.Failure);
    }
}
