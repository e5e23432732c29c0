using System.Text.Json;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>The progress and output of runs over many subjects.</summary>
public sealed class CohortRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CohortRunTests() => PhantomDataset.Write(Raw, 3);

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Accepts_the_option_names_of_callers() => Assert.StartsWith("session  channel", Gpuseg.Succeed(
        ["bids", Raw, Out, "participant", "-k", "3", "--n_cpus", "2", "--mem_mb", "4000", "-w", _folder.At("work"), "--notrack",
            "--no-datalad-get", "-vv", "-v", "--dry-run"]).Stdout);

    [Fact]
    public void Prints_the_version_after_the_name_of_the_command_too() =>
        Assert.Equal(Gpuseg.Succeed("--version").Stdout, Gpuseg.Succeed("bids", "--version").Stdout);

    [Theory]
    [InlineData("--mem-mb 99", "--mem-mb is 99; it must be a whole number of at least 100")]
    [InlineData("--nprocs many", "--nprocs is many; it must be")]
    [InlineData(
        "--overwrite --skip-existing", "--overwrite replaces existing results and --skip-existing keeps them; leave one of them out")]
    [InlineData("--mask-from=", "--mask-from")]
    public void Rejects_invalid_options(string options, string part) =>
        Refusal.OfUsage(Gpuseg.Run(["bids", Raw, Out, "participant", "-k", "3", .. options.Split(' ')]), part);

    [Fact]
    public void Stops_on_the_first_failure_when_asked()
    {
        File.Delete(RawAt("sub-02/anat/sub-02_FLAIR.nii.gz"));
        var outcome = Bids("--modalities", "T1w,FLAIR", "--stop-on-first-crash", "--threads", "1", "--no-reports");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(
            @"\Asub-01: [^\n]+\nsub-02: FAILED: No image of sub-02 is FLAIR[^\n]+\nsub-03: not tried[^\n]+\n1 segmented, 0 complete "
                + @"already, 1 failed, 1 not tried\n\z", outcome.Stdout);
        Assert.Matches(@"\Agpuseg: 1 of 3 sessions failed:\n  sub-02: [^\n]+\n\z", outcome.Stderr);
        Assert.False(Directory.Exists(Path.Combine(Out, "sub-03")));
        Assert.EndsWith("1 segmented, 1 complete already, 1 failed\n", Bids("--modalities", "T1w,FLAIR").Stdout);
    }

    [Fact]
    public void Skips_existing_results_unchecked_when_asked()
    {
        Bids("--participant-label", "01");
        File.WriteAllText(RawAt("sub-01/anat/sub-01_T1w.nii.gz"), "not looked at");
        var config = File.ReadAllText(Path.Combine(Out, "logs", "config_seg-gmm3.json"));
        var outcome = Bids("--seed", "1", "--skip-existing", "--modalities", "FLAIR", "--participant-label", "01");
        Assert.Equal(
            (0, "sub-01: exists already; not looked at\n0 segmented, 1 complete already, 0 failed\n"), (outcome.ExitCode, outcome.Stdout));
        // The record tells of results that are there.
        Assert.Equal(config, File.ReadAllText(Path.Combine(Out, "logs", "config_seg-gmm3.json")));
        Assert.Equal(1, Bids("--seed", "1", "--participant-label", "01").ExitCode);
    }

    [Fact]
    public void Replaces_plain_lines_by_a_JSON_log()
    {
        File.Delete(RawAt("sub-02/anat/sub-02_FLAIR.nii.gz"));
        var outcome = Bids("--modalities", "T1w,FLAIR", "--log-json", "--max-iter", "1", "--json");
        var events = outcome.Stderr.TrimEnd('\n').Split('\n').Select(Workplace.Parse).ToArray();
        Assert.Equal(["start", "session", "session", "session", "end"], events.Select(Kind));
        Assert.Equal(3, events[0].GetProperty("sessions").GetInt32());
        Assert.Equal(
            ["segmented", "failed", "segmented"], events[1..4].OrderBy(line => Text(line, "subject")).Select(line => Text(line, "state")));
        var first = events.Single(line => Kind(line) == "session" && Text(line, "subject") == "01");
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Number), (first.GetProperty("session").ValueKind, first.GetProperty("seconds").ValueKind));
        Assert.Contains(first.GetProperty("warnings").EnumerateArray(), warning =>
            warning.GetString()!.Contains("did not converge", StringComparison.Ordinal));
        Assert.Equal((2, 1, 1), (events[4].GetProperty("segmented").GetInt32(), events[4].GetProperty("failed").GetInt32(), events[4]
            .GetProperty("exit_code").GetInt32()));
        Assert.Equal(3, Workplace.Parse(outcome.Stdout).GetProperty("sessions").GetArrayLength());

        var error = Workplace.Parse(Gpuseg.Run("bids", _folder.At("gone"), Out, "participant", "-k", "3", "--log-json").Stderr);
        Assert.Equal(("error", 3), (Kind(error), error.GetProperty("exit_code").GetInt32()));
        Assert.Contains("is not a folder, and a BIDS data set was expected", Text(error, "message"));

        static string? Kind(JsonElement line) => Text(line, "event");
        static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();
    }

    private Outcome Bids(params string[] options) => Gpuseg.Run(["bids", Raw, Out, "participant", "-k", "3", .. options]);

    private string RawAt(string path) => Path.Combine(Raw, path);
}
