using System.Diagnostics;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>The script without a Slurm: an sbatch of our own keeps what it is given.</summary>
public sealed class SlurmScriptTests : IDisposable
{
    private const int Tasks = 2;

    private readonly TempFolder _folder = new();

    public SlurmScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no bash.");
        Directory.CreateDirectory(_folder.At("bin"));
    }

    // What a shell, a heredoc and Slurm's names of logs would each take for something else.
    private string Odd => _folder.At("it's a \"$HOME\" `x` %A\\n\nEND_OF_TASK");

    private string Raw => Path.Combine(Odd, "raw");

    private string Out => Path.Combine(Odd, "out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Submits_a_script_that_segments_the_cohort_and_the_group()
    {
        PhantomDataset.Write(Raw, 3, cancellation: TestContext.Current.CancellationToken);
        Sbatch("""
            n=$(ls "$dir" | grep -c call); printf '%s\n' "$@" > "$dir/call$n"; cat > "$dir/job$n"; echo "4$n;cluster"
            """);
        string[] fit =
            ["-k", "4", "-k", "3", "--scale", "standard", "--label-names", "a b,it's,$c", "--participant-label", "01", "sub-02", "03"];
        var outcome = Slurm([.. fit, "--gres", "gpu:1", "--cpus-per-task", "1", "--mem", "2G", "--time", "1:00", "--partition", "p",
            "--account", "a", "--sbatch-option", "qos=short", "--sbatch-option=--nice", "--submit"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Stderr));
        Assert.Equal($"submitted array 40, 2 tasks; logs in {Out}/logs/slurm\nsubmitted job 41, the group level when they have ended\n",
            outcome.Stdout);
        string[] common = ["--mem=2G", "--time=1:00", "--partition=p", "--account=a", "--qos=short", "--nice"];
        var log = $"--output={Out.Replace("%", "%%", StringComparison.Ordinal)}/logs/slurm/";
        Assert.Equal(
            string.Join('\n', (string[])["--parsable", "--job-name=gpuseg", "--array=1-2", "--open-mode=append", $"{log}%A_%a.out",
                "--requeue", "--signal=B:TERM@60", "--gres=gpu:1", "--cpus-per-task=1", .. common]) + "\n",
            File.ReadAllText(_folder.At("call0")));
        Assert.Equal(
            string.Join('\n', (string[])["--parsable", "--job-name=gpuseg-group", "--dependency=afterany:40", "--open-mode=append",
                $"{log}%j_group.out", .. common]) + "\n",
            File.ReadAllText(_folder.At("call1")));

        var plain = Path.Combine(Odd, "plain");
        Gpuseg.Succeed(["bids", Raw, plain, "participant", .. fit]);
        Gpuseg.Succeed(["bids", Raw, plain, "group", .. fit]);
        Assert.Equal((0, "sub-01\nsub-03\n"), Sessions(Job("job0", task: 1)));
        Assert.Equal((0, "sub-02\n"), Sessions(Job("job0", task: 2)));
        Assert.Equal(0, Job("job1", task: null).ExitCode);
        Assert.Equal(Tree.Of(plain, except: "logs"), Tree.Of(Out, except: "logs"));

        static (int, string) Sessions(Outcome outcome) =>
            (outcome.ExitCode, string.Concat(outcome.Stdout.Split('\n').Where(line => line.Contains(" -> ", StringComparison.Ordinal))
                .Select(line => line[..6] + "\n")));
    }

    [Fact]
    public void Stops_between_whole_sessions_on_a_signal_to_the_batch_shell()
    {
        PhantomDataset.Write(Raw, 2, cancellation: TestContext.Current.CancellationToken);
        Sbatch("""[ -e "$dir/job" ] || cat > "$dir/job"; echo 1""");
        Assert.Equal(0, Slurm("-k", "3", "--max-iter", "100000", "--tol", "0", "--backend", "reference", "-v", "--submit").ExitCode);
        using var job = Bash($"SLURM_ARRAY_TASK_ID=1 exec bash '{_folder.At("job")}'");
        while (job.StandardError.ReadLine() is { } line && !line.EndsWith("iterating", StringComparison.Ordinal))
        {
        }
        var replaced = Process.GetProcessById(job.Id).ProcessName == "dotnet";
        if (!replaced)
        {
            job.Kill(entireProcessTree: true);
        }

        Assert.True(replaced, "The batch shell has not become gpuseg.");
        Shell($"kill -TERM {job.Id}");
        var outcome = Gpuseg.Finish(job);
        Assert.Equal(143, outcome.ExitCode);
        Assert.StartsWith("gpuseg: stopped after 0 of 1 sessions; run the same command again to process the rest.\n", outcome.Stderr);
    }

    [Fact]
    public void Prints_the_script_alone_and_creates_nothing()
    {
        PhantomDataset.Write(Raw, 1, cancellation: TestContext.Current.CancellationToken);
        var outcome = Slurm("-k", "3", "--no-group");
        Assert.Equal("gpuseg: warning: there is 1 session for 2 tasks, 1 of which will have nothing to do.\n", outcome.Stderr);
        Assert.StartsWith("#!/usr/bin/env bash\n# 1 session in 2 tasks of an array. ", outcome.Stdout);
        Assert.DoesNotContain("gpuseg-group", outcome.Stdout);
        File.WriteAllText(_folder.At("script"), outcome.Stdout);
        Assert.Equal((0, ""), Shell($"bash -n '{_folder.At("script")}'") is var check ? (check.ExitCode, check.Stderr) : default);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Includes_the_options_of_a_configuration_file_in_the_script()
    {
        PhantomDataset.Write(Raw, 1, cancellation: TestContext.Current.CancellationToken);
        _folder.Put("options.json", """
            {"tasks": 1, "no-group": true, "n-components": 3, "converge": true, "participant-label": ["01"], "modalities": ["T1w", "FLAIR"]}
            """u8.ToArray());
        var outcome = Gpuseg.Succeed("slurm", Raw, Out, "--config-file", _folder.At("options.json"));
        Assert.Contains(
            " participant --n-components 3 --converge true --participant-label 01 --modalities T1w FLAIR --shard ", outcome.Stdout);
        Assert.DoesNotContain("options.json", outcome.Stdout);
        File.WriteAllText(_folder.At("job"), outcome.Stdout.Split("<<'END_OF_TASK'\n")[1].Split("\nEND_OF_TASK\n")[0]);
        Assert.Equal((0, ""), Job("job", task: 1) is var job ? (job.ExitCode, job.Stderr) : default);
    }

    [Fact]
    public void Forwards_errors_of_the_submission()
    {
        PhantomDataset.Write(Raw, 2, cancellation: TestContext.Current.CancellationToken);
        Sbatch("echo 'sbatch: error: Invalid qos specification' >&2; exit 7");
        var outcome = Slurm("-k", "3", "--submit");
        Assert.Equal((7, "", "sbatch: error: Invalid qos specification\n"), (outcome.ExitCode, outcome.Stdout, outcome.Stderr));
        File.Delete(Path.Combine(_folder.At("bin"), "sbatch"));
        Refusal.Of(1, SlurmIn(new() { ["PATH"] = _folder.At("bin") }, "-k", "3", "--submit"), "there is no sbatch on the PATH");
    }

    [Theory]
    [InlineData(2, "Unrecognized command or argument '--shard'", "-k", "3", "--shard", "1/2")]
    [InlineData(2, "Unrecognized command or argument '--dry-run'", "-k", "3", "--dry-run")]
    [InlineData(2, "'-k' is required")]
    [InlineData(2, "--modalities: 'ce' of 'ce:T1w' is not an entity", "-k", "3", "--modalities", "ce:T1w")]
    [InlineData(2, "There is no backend 'quantum'", "-k", "3", "--backend", "quantum")]
    [InlineData(3, "has no subject sub-09", "-k", "3", "--participant-label", "09")]
    public void Rejects_options_that_the_tasks_would_reject(int exitCode, string part, params string[] arguments)
    {
        PhantomDataset.Write(Raw, 1, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains(part, Slurm(arguments) is var outcome && outcome.ExitCode == exitCode ? outcome.Stderr : $"{outcome}");
        Assert.Equal(1, Gpuseg.Run("slurm", Raw, Raw, "-k", "3", "--tasks", "1").ExitCode);
    }

    private Outcome Slurm(params string[] arguments) =>
        SlurmIn(new() { ["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}" }, arguments);

    private Outcome SlurmIn(Dictionary<string, string> environment, params string[] arguments) =>
        Gpuseg.Finish(Gpuseg.Start(["slurm", Raw, Out, "--tasks", $"{Tasks}", .. arguments], environment));

    private void Sbatch(string script)
    {
        var path = Path.Combine(_folder.At("bin"), "sbatch");
        File.WriteAllText(path, $"#!/usr/bin/env bash\ndir='{_folder.Root}'\n{script}\n");
        Shell($"chmod 755 '{path}'");
    }

    private Outcome Job(string name, int? task) =>
        Shell($"{(task is null ? "" : $"SLURM_ARRAY_TASK_ID={task} ")}GPUSEG_BACKEND=cpu bash '{_folder.At(name)}'");

    private static Outcome Shell(string command) => Gpuseg.Finish(Bash(command));

    private static Process Bash(string command) =>
        Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
