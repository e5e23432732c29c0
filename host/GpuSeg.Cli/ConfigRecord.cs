using System.CommandLine;
using System.CommandLine.Help;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli;

/// <summary>The options that decided how a cohort was segmented, with their effective values, as a file that <c>--config-file</c> takes back.</summary>
internal static class ConfigRecord
{
    // Which subjects, on what of a machine, what is done about results that exist and what is printed: processes that share an output folder differ in them.
    private static readonly HashSet<string> Unrecorded =
    [
        "participant-label", "subjects-from", "session-label", "shard", "output", "threads", "omp-nthreads", "mem-mb", "work-dir", "stop-on-first-crash", "skip-existing", "overwrite", "no-reports", "reports-only", "dry-run", "json", "log-json",
    ];

    /// <summary>Where it lies in a derivative data set.</summary>
    public static string PathOf(string segmentation) => $"logs/config_seg-{segmentation}.json";

    /// <summary>Whether an option is recorded.</summary>
    public static bool Holds(Option option) => !option.Hidden && option is not (HelpOption or VersionOption) && !Unrecorded.Contains(ConfigFile.Key(option));

    /// <summary>The record: the same text for the same settings.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="resolved">Options whose default follows from others; null where they have no meaning.</param>
    public static string Of(ParseResult parsed, IReadOnlyDictionary<Option, object?> resolved) => JsonText.Document(json =>
    {
        foreach (var option in parsed.CommandResult.Command.Options.Where(Holds))
        {
            if ((resolved.TryGetValue(option, out var value) ? value : Value(parsed, option)) is not { } known)
            {
                continue;
            }

            json.WritePropertyName(ConfigFile.Key(option));
            switch (known)
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
    });

    private static object? Value(ParseResult parsed, Option option) => option switch
    {
        Option<bool> flag => parsed.GetValue(flag),
        Option<int> number => parsed.GetValue(number),
        Option<int?> number => parsed.GetValue(number),
        Option<double> number => parsed.GetValue(number),
        Option<double?> number => parsed.GetValue(number),
        Option<string> text => parsed.GetValue(text),
        Option<string[]> texts => parsed.GetValue(texts) is { Length: > 0 } given ? given : null,
        _ => throw new InvalidOperationException($"There is no JSON for {option.Name}."),
    };
}
