using System.CommandLine;
using GpuSeg.Studies.Bids;

namespace GpuSeg.Cli.Commands;

/// <summary>The options that choose subjects, sessions and a shard of them.</summary>
internal sealed class CohortSelection
{
    private readonly Option<string[]> _subjects = Labels("Subjects to segment, with or without sub-. Default: all.", "--participant-label", "--participant-labels");
    private readonly Option<string?> _list = new("--subjects-from") { Description = "Take the subjects that this file names, one a line or as participant_id of a participants.tsv.", HelpName = "FILE" };
    private readonly Option<string[]> _sessions = Labels("Sessions to segment, with or without ses-. Default: all.", "--session-label", "--session-labels", "--session-id");
    private readonly Option<Shard?> _shard = new("--shard") { Description = "Of the sessions chosen, segment part I of N: every Nth, from the Ith on.", HelpName = "I/N" };

    public void AddTo(Command command)
    {
        _shard.CustomParser = result =>
        {
            if (Studies.Bids.Shard.Parse(result.Tokens[^1].Value) is { } shard)
            {
                return shard;
            }

            result.AddError($"--shard is {result.Tokens[^1].Value}; it must be I/N with I from 1 to N, such as 2/8.");
            return null;
        };
        foreach (Option option in (Option[])[_subjects, _list, _sessions, _shard])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Labels of subjects; none for all.</summary>
    public IReadOnlyList<string>? Subjects(ParseResult parsed) => parsed.GetValue(_list) switch
    {
        null => parsed.GetValue(_subjects),
        "" => throw new UsageException("--subjects-from is empty; give the path of a file of labels."),
        _ when parsed.GetResult(_subjects) is not null => throw new UsageException("--subjects-from and --participant-label both say which subjects; leave one of them out."),
        var path => SubjectList.Read(path),
    };

    /// <summary>Labels of sessions; none for all.</summary>
    public IReadOnlyList<string>? Sessions(ParseResult parsed) => parsed.GetValue(_sessions);

    /// <summary>The part of the sessions, or null for all.</summary>
    public Shard? Shard(ParseResult parsed) => parsed.GetValue(_shard);

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything(ParseResult parsed) => ((Option[])[_subjects, _list, _sessions, _shard]).All(option => parsed.GetResult(option) is null);

    private static Option<string[]> Labels(string description, string name, params string[] aliases)
    {
        var option = new Option<string[]>(name, aliases) { Description = description, HelpName = "LABEL", AllowMultipleArgumentsPerToken = true };
        option.Validators.Add(Bounds.NoOptions);
        return option;
    }
}
