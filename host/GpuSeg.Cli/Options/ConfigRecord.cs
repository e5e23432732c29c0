using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Options;

/// <summary>The options that decided how a cohort was segmented, with their effective values, as <c>--config-file</c> reads them.</summary>
/// <param name="Values">Keys and values in the order of the command's options.</param>
internal sealed record ConfigRecord(IReadOnlyList<(string Key, object Value)> Values)
{
    // Options in which processes that share an output folder may differ: the sessions, the resources, the treatment of existing
    // results, and the messages.
    private static readonly HashSet<string> s_unrecorded =
    [
        "participant-label", "subjects-from", "session-label", "shard", "output", "threads", "omp-nthreads", "mem-mb", "work-dir",
        "stop-on-first-crash", "skip-existing", "overwrite", "no-reports", "reports-only", "dry-run", "json", "log-json",
    ];

    /// <summary>Returns the path of the record in a derivative data set.</summary>
    public static string PathFor(string segmentation) => $"logs/config_seg-{segmentation}.json";

    /// <summary>Returns whether the option is recorded.</summary>
    public static bool Holds(Option option) =>
        !option.Hidden && option is not (HelpOption or VersionOption) && !s_unrecorded.Contains(ConfigFile.Key(option));

    /// <summary>Reads the record from a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="resolved">Values of options whose default follows from other options; null for those that do not apply.</param>
    public static ConfigRecord Bind(ParseResult parsed, IReadOnlyDictionary<Option, object?> resolved) =>
        new([.. parsed.CommandResult.Command.Options.Where(Holds)
            .Select(option => (ConfigFile.Key(option), resolved.TryGetValue(option, out var value) ? value : Value(parsed, option)))
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.Item1, pair.Item2!))]);

    /// <summary>Returns the record without an option that does not apply.</summary>
    public ConfigRecord Without(string key) => new([.. Values.Where(pair => pair.Key != key)]);

    /// <summary>Returns the JSON of the record: the same text for the same settings.</summary>
    public string ToJson() => JsonText.Document(json =>
    {
        foreach (var (key, value) in Values)
        {
            json.WritePropertyName(key);
            Write(json, value);
        }
    });

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case string[] texts:
                json.WriteStartArray();
                Array.ForEach(texts, json.WriteStringValue);
                json.WriteEndArray();
                break;
        }
    }

    private static object? Value(ParseResult parsed, Option option) => option switch
    {
        Option<bool> flag => parsed.GetValue(flag),
        Option<bool?> flag => parsed.GetValue(flag),
        Option<int> number => parsed.GetValue(number),
        Option<int?> number => parsed.GetValue(number),
        Option<double> number => parsed.GetValue(number),
        Option<double?> number => parsed.GetValue(number),
        Option<string> text => parsed.GetValue(text),
        Option<string[]> texts => parsed.GetValue(texts) is { Length: > 0 } given ? given : null,
        _ => throw new InvalidOperationException($"There is no JSON for {option.Name}."),
    };
}
