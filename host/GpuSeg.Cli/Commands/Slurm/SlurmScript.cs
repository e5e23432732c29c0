using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Commands.Slurm;

/// <summary>The script that submits a cohort to Slurm: complete in itself, to be read, changed and run with bash where sbatch is.</summary>
internal sealed record SlurmScript
{
    /// <summary>Words that start this program.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>Full path of the raw data set.</summary>
    public required string Raw { get; init; }

    /// <summary>Full path of the derivative data set.</summary>
    public required string Output { get; init; }

    /// <summary>Options of <c>gpuseg bids</c>.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>The number of sessions.</summary>
    public required int Sessions { get; init; }

    /// <summary>The number of tasks that share the sessions.</summary>
    public required int Tasks { get; init; }

    /// <summary>Options of sbatch for the array.</summary>
    public required IReadOnlyList<string> TaskOptions { get; init; }

    /// <summary>Options of sbatch for the job of the group level; null to leave it out.</summary>
    public IReadOnlyList<string>? GroupOptions { get; init; }

    private string Work =>
        $"{Plural.Of(Sessions, "session")} in {Plural.Of(Tasks, "task")} of an "
            + $"array{(GroupOptions is null ? "" : ", then the group level")}";

    private string Logs => Path.Combine(Output, "logs", "slurm");

    /// <summary>Writes the script. Each task holds the number of shards, so that single tasks can be submitted again.</summary>
    public string ToText() => $$"""
        #!/usr/bin/env bash
        # {{Work}}. Run this with bash where sbatch is.
        # Sessions that are complete are not repeated: submitted again, it processes the missing ones.
        set -euo pipefail
        logs={{ShellWords.Quote(Logs)}}
        mkdir -p -- "$logs"

        # The batch shell becomes gpuseg: a minute before the end of its time it is asked to stop, and stops between whole sessions.
        array=$({{Sbatch("gpuseg", "%A_%a", ["--requeue", "--signal=B:TERM@60", .. TaskOptions], $"--array=1-{Tasks}")}} <<'END_OF_TASK'
        {{Job("participant", $"""--shard "$SLURM_ARRAY_TASK_ID/{Tasks}" """.TrimEnd())}}
        END_OF_TASK
        )
        array=${array%%;*}
        echo "submitted array $array, {{Plural.Of(Tasks, "task")}}; logs in $logs"

        """ + (GroupOptions is null ? "" : $$"""

        # Also if tasks have failed: the table says what is missing and why.
        group=$({{Sbatch("gpuseg-group", "%j_group", GroupOptions, """--dependency="afterany:$array" """.TrimEnd())}} <<'END_OF_TASK'
        {{Job("group", "")}}
        END_OF_TASK
        )
        echo "submitted job ${group%%;*}, the group level when they have ended"

        """);

    private string Sbatch(string name, string log, IReadOnlyList<string> options, string more) =>
        $"sbatch --parsable --job-name={name} {more} --open-mode=append "
        + ShellWords.Join([$"--output={Path.Combine(Logs.Replace("%", "%%", StringComparison.Ordinal), log)}.out", .. options]);

    private string Job(string level, string more) => $$"""
        #!/usr/bin/env bash
        export DOTNET_EnableDiagnostics=0  # its sockets would stay in TMPDIR if a process is killed
        cd -- {{ShellWords.Quote(Environment.CurrentDirectory)}} || exit
        exec {{ShellWords.Join([.. Program, "bids", Raw, Output, level, .. Options])}} {{more}}
        """.TrimEnd();
}
