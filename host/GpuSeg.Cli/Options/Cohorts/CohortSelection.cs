using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Cli.Options.Cohorts;

/// <summary>The sessions that the user chose.</summary>
/// <param name="Subjects">Labels of subjects; null or empty for all.</param>
/// <param name="Sessions">Labels of sessions; null or empty for all.</param>
/// <param name="Shard">The part of the sessions, or null for all.</param>
/// <param name="IsEverything">Whether nothing is left out.</param>
internal sealed record SelectionSettings(IReadOnlyList<string>? Subjects, IReadOnlyList<string>? Sessions, Shard? Shard, bool IsEverything)
{
    /// <summary>The file that names the subjects, or null.</summary>
    public string? List { get; init; }
}

/// <summary>The options that choose subjects, sessions and a shard of them.</summary>
internal sealed class CohortSelection
{
    private readonly Option<string[]> _subjects = Labels(
        "Subjects to segment, with or without sub-. Default: all.", "--participant-label", "--participant-labels");

    private readonly Option<string?> _list = new("--subjects-from")
    {
        Description = "Take the subjects that this file names, one a line or as participant_id of a participants.tsv.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _sessions = Labels(
        "Sessions to segment, with or without ses-. Default: all.", "--session-label", "--session-labels", "--session-id");

    private readonly Option<Shard?> _shard = new("--shard")
    {
        Description = "Of the chosen sessions, segment part I of N: every Nth, from the Ith on.",
        HelpName = "I/N",
    };

    private Option[] All => [_subjects, _list, _sessions, _shard];

    public void AddTo(Command command)
    {
        _shard.CustomParser = result =>
        {
            if (Shard.Parse(result.Tokens[^1].Value) is { } shard)
            {
                return shard;
            }

            result.AddError($"--shard is {result.Tokens[^1].Value}; it must be I/N with I from 1 to N, such as 2/8.");
            return null;
        };
        command.AddOptions(All);
    }

    public SelectionSettings Bind(ParseResult parsed) =>
        new(Subjects(parsed), Split(parsed, _sessions), parsed.GetValue(_shard), All.All(option => parsed.GetResult(option) is null))
        {
            List = parsed.GetValue(_list),
        };

    private IReadOnlyList<string>? Subjects(ParseResult parsed) => parsed.GetValue(_list) switch
    {
        null => Split(parsed, _subjects),
        "" => throw new UsageException("--subjects-from is empty; give the path of a file of labels."),
        _ when parsed.GetResult(_subjects) is not null =>
            throw new UsageException("--subjects-from and --participant-label both choose the subjects; leave one of them out."),
        var path => SubjectList.Read(path),
    };

    // Other programs write lists of labels with commas.
    private static string[]? Split(ParseResult parsed, Option<string[]> labels) => parsed.GetValue(labels)?
        .SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();

    private static Option<string[]> Labels(string description, string name, params string[] aliases)
    {
        var option = new Option<string[]>(name, aliases)
        {
            Description = description,
            HelpName = "LABEL",
            AllowMultipleArgumentsPerToken = true,
        };
        option.Validators.Add(OptionChecks.NoOptions);
        return option;
    }
}
