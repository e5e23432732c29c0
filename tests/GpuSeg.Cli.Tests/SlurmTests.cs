using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

public sealed class SlurmTests : IDisposable
{
    private const int Subjects = 24;
    private const int Tasks = 4;

    // Slow enough that nobody is done when the first session is.
    private static readonly string[] s_fit = ["-k", "3", "--scale", "standard", "--n-init", "3", "--tol", "1e-6", "--backend", "reference"];

    private readonly TempFolder _folder = new();

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Completes_a_cohort_although_a_node_dies()
    {
        using var slurm = new OneHostSlurm();
        PhantomDataset.Write(Raw, Subjects, cancellation: TestContext.Current.CancellationToken);
        var outcome =
            Gpuseg.RunIn(slurm.Environs, ["slurm", Raw, Out, .. s_fit, "--tasks", $"{Tasks}", "--cpus-per-task", "1", "--submit"]);
        Assert.True(outcome.ExitCode == 0, outcome.Stderr);
        Assert.Matches(
            $@"\Asubmitted array \d+, {Tasks} tasks; logs in {Out}/logs/slurm\nsubmitted job \d+, the group level when they have ended\n\z",
                outcome.Stdout);

        // A task that stands still cannot come to its end before its node is dead.
        OneHostSlurm.WaitFor("a task on n2 has segmented a session", TimeSpan.FromSeconds(60), () =>
            slurm.TasksOn("n2").Any(task => Complete(task.Task) > 0));
        var lost = slurm.TasksOn("n2");
        OneHostSlurm.Signal("STOP", [.. lost.Select(task => task.Pid)]);
        Assert.Contains(lost, task => Complete(task.Task) is > 0 and < Subjects / Tasks);
        slurm.Kill("n2");
        OneHostSlurm.WaitFor("nothing runs on n2", TimeSpan.FromSeconds(10), () => slurm.TasksOn("n2").Count == 0);

        var plain = _folder.At("plain");
        Gpuseg.Succeed(["bids", Raw, plain, "participant", .. s_fit]);
        Gpuseg.Succeed(["bids", Raw, plain, "group", .. s_fit]);
        OneHostSlurm.WaitFor("all jobs have ended", TimeSpan.FromSeconds(180), () =>
            slurm.Output("squeue", "-h") is "" && File.Exists(Path.Combine(Out, "group_dseg.tsv")));
        Assert.Contains(" Restarts=1 ", slurm.Output("scontrol", "-o", "show", "job"));

        var group = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(Out, "logs", "slurm"), "*_group.out")));
        Assert.Contains($"seg-gmm3scaled: {Subjects} of {Subjects} sessions complete, 0 failed, 0 missing\n", group);
        Assert.Equal(Tree.Of(plain, except: "logs"), Tree.Of(Out, except: "logs"));
        Assert.Equal(Tasks + 1, Directory.GetFiles(Path.Combine(Out, "logs", "slurm")).Length);
    }

    // Task i has the subjects i, i + Tasks ...
    private int Complete(int task) => Enumerable.Range(0, Subjects / Tasks).Select(j => $"{task + j * Tasks:00}")
        .Count(label => File.Exists(Path.Combine(Out, $"sub-{label}", "anat", $"sub-{label}_seg-gmm3scaled_dseg.json")));
}
