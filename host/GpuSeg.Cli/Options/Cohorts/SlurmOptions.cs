using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Compute;

namespace GpuSeg.Cli.Options.Cohorts;

/// <summary>The settings of <c>gpuseg slurm</c>.</summary>
/// <param name="Bids">The settings of each task, without its shard.</param>
/// <param name="PassedOn">The words of the command line that go to every task.</param>
/// <param name="Tasks">Tasks that share the sessions.</param>
/// <param name="TaskOptions">Options of sbatch for the tasks.</param>
/// <param name="GroupOptions">Options of sbatch for the group level; null to leave it out.</param>
/// <param name="Submit">Whether the jobs are submitted instead of printed.</param>
internal sealed record SlurmSettings(
    BidsSettings Bids,
    IReadOnlyList<string> PassedOn,
    int Tasks,
    IReadOnlyList<string> TaskOptions,
    IReadOnlyList<string>? GroupOptions,
    bool Submit) : IThreadSettings
{
    int IThreadSettings.Threads => Bids.Level.Threads;
}

/// <summary>The options of <c>gpuseg slurm</c>.</summary>
internal sealed class SlurmOptions : ICommandOptions<SlurmSettings>
{
    // Options of a single run; the script gives each task its shard.
    private static readonly string[] s_ofOneRun = ["--shard", "--dry-run"];

    private readonly BidsOptions _bids = new();
    private readonly Option<int> _tasks = new("--tasks")
    {
        Description = "Tasks that share the sessions; each should have many sessions.",
        HelpName = "N",
        Required = true,
    };

    private readonly Option<string?> _gres = Resource("--gres", "Devices of every task, such as gpu:1.", "LIST");
    private readonly Option<int?> _cpus = new("--cpus-per-task")
    {
        Description = "CPUs of every task; gpuseg uses as many.",
        HelpName = "C",
    };

    private readonly Option<string?> _memory = Resource("--mem", "Memory of a job, such as 4G.", "M");
    private readonly Option<string?> _time = Resource("--time", "Longest time of a job, such as 2:00:00.", "T");
    private readonly Option<string?> _partition = Resource("--partition", "Partition of the jobs.", "P");
    private readonly Option<string?> _account = Resource("--account", "Account of the jobs.", "A");
    private readonly Option<string[]> _more = new("--sbatch-option")
    {
        Description = "Another option of sbatch for all jobs, such as --sbatch-option qos=short; may be given several times.",
        HelpName = "NAME[=VALUE]",
    };

    private readonly Option<bool> _submit = new("--submit") { Description = "Submit the jobs instead of printing the script that does." };
    private readonly Option<bool> _noGroup = new("--no-group") { Description = "Leave the group level out." };

    private Option[] Own => [_tasks, _gres, _cpus, _memory, _time, _partition, _account, _more, _submit, _noGroup];

    public void AddTo(Command command)
    {
        OptionChecks.Whole(_tasks, 1, 100_000);
        OptionChecks.Whole(_cpus, 1);
        _bids.AddTo(command, withLevel: false);
        foreach (var option in command.Options.Where(option => s_ofOneRun.Contains(option.Name)).ToArray())
        {
            command.Options.Remove(option);
        }

        // BIDS-Apps know --mem as another name of --mem-mb; here it is Slurm's.
        foreach (var option in command.Options)
        {
            foreach (var own in Own)
            {
                option.Aliases.Remove(own.Name);
            }
        }

        command.AddOptions(Own);
    }

    public SlurmSettings Bind(ParseResult parsed)
    {
        var more = (parsed.GetValue(_more) ?? []).Select(option => option.StartsWith('-') ? option : $"--{option}");
        string[] common = [.. Words(parsed, _memory, _time, _partition, _account), .. more];
        return new(
            _bids.BindParticipants(parsed),
            PassedOn(parsed),
            parsed.GetValue(_tasks),
            [.. Words(parsed, _gres, _cpus), .. common],
            parsed.GetValue(_noGroup) ? null : common,
            parsed.GetValue(_submit));
    }

    // As the user gave them, since their paths are relative to the current folder, into which the script changes. Options from a
    // configuration file are among them; the file itself may hold options of this command, which the tasks do not know.
    private string[] PassedOn(ParseResult parsed) =>
    [
        .. parsed.RootCommandResult.Children.Concat(parsed.CommandResult.Children).OfType<OptionResult>()
            .Where(result => !result.Implicit && result.Option != ConfigFile.Path && !Own.Contains(result.Option))
            .SelectMany(Words),
    ];

    // An option with one value that is given several times counts as it was given last.
    private static IEnumerable<string> Words(OptionResult result)
    {
        var values = result.Tokens.Select(token => token.Value);
        return [result.IdentifierToken!.Value, .. result.Option.ValueType.IsArray ? values : values.TakeLast(1)];
    }

    private static IEnumerable<string> Words(ParseResult parsed, params Option[] options) =>
        options.Select(parsed.GetResult).OfType<OptionResult>().Select(result => $"{result.Option.Name}={result.Tokens[^1].Value}");

    private static Option<string?> Resource(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help };
}
