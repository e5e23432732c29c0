using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

public sealed class CohortSelectionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CohortSelectionTests() => PhantomDataset.Write(Raw, 5);

    private string Raw => _folder.At("raw");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--shard 1/2", "sub-01", "sub-03", "sub-05")]
    [InlineData("--shard 2/2", "sub-02", "sub-04")]
    [InlineData("--shard 2/2 --participant-label 02 03 05", "sub-03")]
    [InlineData("--subjects-from {raw}/participants.tsv --shard 5/5", "sub-05")]
    [InlineData("--subjects-from {list}", "sub-02", "sub-04")]
    public void Selects_the_sessions_of_a_shard(string options, params string[] sessions)
    {
        File.WriteAllText(_folder.At("list"), "# two\nsub-04\n02\n");
        var outcome = Plan(options);
        Assert.Equal("", outcome.Stderr);
        Assert.Equal(sessions, Sessions(outcome));
    }

    [Fact]
    public void Reports_a_shard_without_sessions_and_succeeds()
    {
        var outcome = Gpuseg.Succeed("bids", Raw, _folder.At("out"), "participant", "-k", "3", "--shard", "6/8");
        Assert.Equal(("0 segmented, 0 complete already, 0 failed\n",
            "gpuseg: warning: the shard 6/8 is empty: there are fewer sessions than shards.\n"), (outcome.Stdout, outcome.Stderr));
    }

    [Theory]
    [InlineData(2, "--shard is 9/8; it must be I/N with I from 1 to N, such as 2/8", "participant", "--shard", "9/8")]
    [InlineData(2, "--shard is about the participant level", "group", "--shard", "1/2")]
    [InlineData(2, "--subjects-from and --participant-label both choose the subjects", "participant", "--subjects-from", "x",
        "--participant-label", "01")]
    [InlineData(3, "has no subject sub-77, sub-78; check the labels", "participant", "--subjects-from", "{list}")]
    public void Rejects_invalid_options(int exitCode, string part, params string[] arguments)
    {
        File.WriteAllText(_folder.At("list"), "sub-77\nsub-78\n");
        Refusal.Of(exitCode, Gpuseg.Run(["bids", Raw, _folder.At("out"), .. arguments.Select(Filled), "-k", "3"]), part);
    }

    [Fact]
    public void Fails_only_the_subject_of_a_list_that_the_data_set_lacks()
    {
        File.WriteAllText(_folder.At("list"), "participant_id,age\r\"sub-1\",30\rsub-02,31\r");
        var outcome = Gpuseg.Run(
            "bids", Raw, _folder.At("out"), "participant", "-k", "3", "--no-reports", "--subjects-from", _folder.At("list"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("1 segmented, 0 complete already, 1 failed\n", outcome.Stdout);
        Assert.Equal("gpuseg: 1 of 2 sessions failed:\n"
            + $"  sub-1: {_folder.At("list")} names it, and {Raw} has no subject sub-1; did you mean sub-01? "
            + "It has sub-01, sub-02, sub-03, sub-04, sub-05.\n", outcome.Stderr);
    }

    [Fact]
    public void Uses_the_CPUs_that_Slurm_gives_a_task()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "There is one CPU.");
        Assert.EndsWith(" vectors, 1 thread", Devices("1"));
        Assert.EndsWith($", {Environment.ProcessorCount} threads", Devices(""));
        Assert.EndsWith($", {Environment.ProcessorCount} threads", Devices("4096"));

        static string Devices(string allotted) =>
            Gpuseg.Finish(Gpuseg.Start(["devices"], new() { ["SLURM_CPUS_PER_TASK"] = allotted })).Stdout.Split('\n')
                .First(line => line.StartsWith("cpu", StringComparison.Ordinal));
    }

    private Outcome Plan(string options) =>
        Gpuseg.Succeed(
            ["bids", Raw, _folder.At("out"), "participant", "-k", "3", "--dry-run", "--json", .. options.Split(' ').Select(Filled)]);

    private string Filled(string text) =>
        text.Replace("{raw}", Raw, StringComparison.Ordinal).Replace("{list}", _folder.At("list"), StringComparison.Ordinal);

    private static IEnumerable<string> Sessions(Outcome outcome) =>
        Workplace.Parse(outcome.Stdout).GetProperty("sessions").EnumerateArray()
            .Select(session => $"sub-{session.GetProperty("subject").GetString()}");
}
