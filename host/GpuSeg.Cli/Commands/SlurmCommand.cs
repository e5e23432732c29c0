using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using GpuSeg.Cli.Terminal;
using GpuSeg.Images;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg slurm</c>: a cohort as an array of Slurm, each task a shard of it, and the group level after them; printed as a script or submitted.</summary>
internal sealed class SlurmCommand
{
    // Options of a single run; the script gives each task its shard.
    private static readonly string[] s_ofOneRun = ["--shard", "--dry-run"];

    private readonly BidsCommand _bids = new();
    private readonly Option<int> _tasks = new("--tasks") { Description = "How many tasks share the sessions; a task should have many of them.", HelpName = "N", Required = true };
    private readonly Option<string?> _gres = Resource("--gres", "What every task needs, such as gpu:1.", "LIST");
    private readonly Option<int?> _cpus = new("--cpus-per-task") { Description = "Processors of every task; gpuseg uses as many.", HelpName = "C" };
    private readonly Option<string?> _memory = Resource("--mem", "Memory of a job, such as 4G.", "M");
    private readonly Option<string?> _time = Resource("--time", "Longest time of a job, such as 2:00:00.", "T");
    private readonly Option<string?> _partition = Resource("--partition", "Partition of the jobs.", "P");
    private readonly Option<string?> _account = Resource("--account", "Account of the jobs.", "A");
    private readonly Option<string[]> _more = new("--sbatch-option") { Description = "Another option of sbatch for all jobs, such as --sbatch-option qos=short; may be given several times.", HelpName = "NAME[=VALUE]" };
    private readonly Option<bool> _submit = new("--submit") { Description = "Submit the jobs instead of printing the script that does." };
    private readonly Option<bool> _noGroup = new("--no-group") { Description = "Leave the group level out." };

    public static Command Create() => new SlurmCommand().Build();

    private Command Build()
    {
        Bounds.Whole(_tasks, 1, 100_000);
        Bounds.Whole(_cpus, 1);
        var command = new Command("slurm", "Print, or submit, a script that segments a BIDS data set as an array of Slurm and then puts the group together. Options of gpuseg bids go to every task.");
        _bids.AddTo(command);
        foreach (var option in command.Options.Where(option => s_ofOneRun.Contains(option.Name)).ToArray())
        {
            command.Options.Remove(option);
        }

        foreach (var option in Own)
        {
            // BIDS-Apps know --mem as another name of --mem-mb; here it is Slurm's.
            foreach (var other in command.Options)
            {
                other.Aliases.Remove(option.Name);
            }

            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private Option[] Own => [_tasks, .. Resources, _more, _submit, _noGroup];

    private Option[] Resources => [_gres, _cpus, _memory, _time, _partition, _account];

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var messages = new Messages(parsed.GetValue(Runner.Verbose), JsonLog.Of(parsed));
        var plans = _bids.Rehearse(parsed, messages, cancellation);
        foreach (var plan in plans.Where(plan => plan.Failure is not null))
        {
            messages.Warning($"{plan.Id} cannot be segmented: {plan.Failure}");
        }

        var tasks = parsed.GetValue(_tasks);
        if (tasks > plans.Count)
        {
            messages.Warning($"there {(plans.Count == 1 ? "is" : "are")} {Counted.Of(plans.Count, "session")} for {Counted.Of(tasks, "task")}, {tasks - plans.Count} of which will have nothing to do.");
        }

        var script = Script(parsed, plans.Count).Text();
        if (parsed.GetValue(_submit))
        {
            return Submit(parsed, script);
        }

        Console.Out.Write(script);
        return ExitCodes.Ok;
    }

    private SlurmScript Script(ParseResult parsed, int sessions)
    {
        var (raw, output) = _bids.Folders(parsed);
        string[] common = [.. Given(parsed, _memory, _time, _partition, _account), .. (parsed.GetValue(_more) ?? []).Select(option => option.StartsWith('-') ? option : $"--{option}")];
        return new()
        {
            Program = Program(),
            Raw = Path.GetFullPath(raw),
            Output = Path.GetFullPath(output),
            Options = PassedOn(parsed),
            Sessions = sessions,
            Tasks = parsed.GetValue(_tasks),
            TaskOptions = [.. Given(parsed, _gres, _cpus), .. common],
            GroupOptions = parsed.GetValue(_noGroup) ? null : common,
        };
    }

    // As they were given, for paths in them are those seen from the current folder, into which the script goes. What a file gives is among
    // them; the file itself may hold options of this command, which the tasks do not know.
    private string[] PassedOn(ParseResult parsed) =>
    [
        .. parsed.RootCommandResult.Children.Concat(parsed.CommandResult.Children).OfType<OptionResult>()
            .Where(result => !result.Implicit && result.Option != ConfigFile.Path && !Own.Contains(result.Option))
            .SelectMany(result => (string[])[result.IdentifierToken!.Value, .. result.Tokens.TakeLast(result.Option.ValueType.IsArray ? int.MaxValue : 1).Select(token => token.Value)]),
    ];

    private static IEnumerable<string> Given(ParseResult parsed, params Option[] options) =>
        options.Select(parsed.GetResult).OfType<OptionResult>().Select(result => $"{result.Option.Name}={result.Tokens[^1].Value}");

    // Started by the framework's own command, the program is the assembly.
    private static string[] Program() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "gpuseg.dll")]
        : [Environment.ProcessPath!];

    private static int Submit(ParseResult parsed, string script)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "sbatch"))))
        {
            return Runner.Fail(parsed, ExitCodes.Failed, "there is no sbatch on the PATH; submit where Slurm's commands are, or leave --submit out to print the script.");
        }

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-s"]) { RedirectStandardInput = true })!;
        bash.StandardInput.Write(script);
        bash.StandardInput.Close();
        bash.WaitForExit();
        return bash.ExitCode;
    }

    private static Option<string?> Resource(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
