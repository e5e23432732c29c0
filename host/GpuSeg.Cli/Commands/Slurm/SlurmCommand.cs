using System.CommandLine;
using System.Diagnostics;
using GpuSeg.Cli.Commands.Bids;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Cohorts;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Commands.Slurm;

/// <summary>
/// <c>gpuseg slurm</c>: a cohort as an array of Slurm, each task a shard of it, and the group level after them; printed as a script
/// or submitted.
/// </summary>
internal static class SlurmCommand
{
    public static Command Create() => CommandFactory.Create(
        "slurm",
        "Print, or submit, a script that segments a BIDS data set as an array of Slurm and then puts the group together. "
        + "Options of gpuseg bids go to every task.",
        new SlurmOptions(),
        Run);

    private static int Run(SlurmSettings settings, Messages messages, CancellationToken cancellation)
    {
        var plans = BidsCommand.DryRun(settings.Bids, messages, cancellation);
        foreach (var plan in plans.Where(plan => plan.Failure is not null))
        {
            messages.Warning($"{plan.Id} cannot be segmented: {plan.Failure}");
        }

        var (sessions, tasks) = (plans.Count, settings.Tasks);
        if (tasks > sessions)
        {
            messages.Warning($"there {(sessions == 1 ? "is" : "are")} {Plural.Of(sessions, "session")} for {Plural.Of(tasks, "task")}, "
                + $"{tasks - sessions} of which will have nothing to do.");
        }

        var script = Script(settings, sessions).ToText();
        if (settings.Submit)
        {
            return Submit(script);
        }

        Console.Out.Write(script);
        return ExitCodes.Ok;
    }

    private static SlurmScript Script(SlurmSettings settings, int sessions) => new()
    {
        Program = Program(),
        Raw = Path.GetFullPath(settings.Bids.Raw),
        Output = Path.GetFullPath(settings.Bids.Level.Folder),
        Options = settings.PassedOn,
        Sessions = sessions,
        Tasks = settings.Tasks,
        TaskOptions = settings.TaskOptions,
        GroupOptions = settings.GroupOptions,
    };

    // Started by the framework's own command, the program is the assembly.
    private static string[] Program() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "gpuseg.dll")]
        : [Environment.ProcessPath!];

    private static int Submit(string script)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "sbatch"))))
        {
            throw new CommandFailedException(
                "there is no sbatch on the PATH; submit on a machine with Slurm's commands, or leave --submit out to print the script.");
        }

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-s"]) { RedirectStandardInput = true })!;
        bash.StandardInput.Write(script);
        bash.StandardInput.Close();
        bash.WaitForExit();
        return bash.ExitCode;
    }
}
