using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Terminal;

/// <summary>The messages of a run for programs: a JSON object per line on stderr, in place of the lines for people.</summary>
internal sealed class JsonLog
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Writes how many sessions the run has.</summary>
    public static void Start(int sessions) => Write("start", json =>
    {
        json.WriteString("version", AppVersion.Text);
        json.WriteNumber("sessions", sessions);
    });

    public static void Message(string kind, string message) => Write(kind, json => json.WriteString("message", message));

    /// <summary>Writes the error that ends the command.</summary>
    public static void Error(int exitCode, string message, string? trace) => Write("error", json =>
    {
        json.WriteNumber("exit_code", exitCode);
        json.WriteString("message", message);
        if (trace is not null)
        {
            json.WriteString("trace", trace);
        }
    });

    /// <summary>Writes the outcome of a session, with the seconds since the start of the run.</summary>
    public void Session(SessionOutcome outcome) => Write("session", json =>
    {
        json.WriteString("subject", outcome.Plan.Subject);
        json.WriteString("session", outcome.Plan.Session);
        json.WriteString("state", outcome.StateName);
        json.WriteString("message", outcome.Message);
        json.Texts("warnings", outcome.AllWarnings);
        Seconds(json);
    });

    /// <summary>Writes how many sessions ended in each state.</summary>
    public void End(IReadOnlyList<SessionOutcome> outcomes, int exitCode) =>
        End([.. outcomes.Select(outcome => outcome.StateName)], outcomes.Count(outcome => outcome.PageFailure is not null), exitCode);

    /// <summary>Writes the state of every session that the group level found, and how many there are of each.</summary>
    public void End(IReadOnlyList<GroupRow> rows, int exitCode)
    {
        foreach (var row in rows)
        {
            Session(row);
        }

        End([.. rows.Select(row => row.StateName)], pagesFailed: 0, exitCode);
    }

    private void Session(GroupRow row) => Write("session", json =>
    {
        json.WriteString("subject", row.Subject);
        json.WriteString("session", row.Session);
        json.WriteString("seg", row.Segmentation);
        json.WriteString("state", row.StateName);
        json.WriteString("message", row.Reason);
        json.Texts("warnings", row.Warnings);
        Seconds(json);
    });

    private void End(string[] states, int pagesFailed, int exitCode) => Write("end", json =>
    {
        foreach (var state in states.GroupBy(state => state))
        {
            json.WriteNumber(state.Key, state.Count());
        }

        if (pagesFailed > 0)
        {
            json.WriteNumber("pages_failed", pagesFailed);
        }

        json.WriteNumber("exit_code", exitCode);
        Seconds(json);
    });

    private void Seconds(Utf8JsonWriter json) => json.WriteNumber("seconds", Math.Round(_clock.Elapsed.TotalSeconds, 3));

    private static void Write(string kind, Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("event", kind);
            content(json);
            json.WriteEndObject();
        }

        Console.Error.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
