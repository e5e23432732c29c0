using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>A cohort in which one session lacks a channel.</summary>
public sealed class MissingChannelTests : IDisposable
{
    private static readonly string[] s_fit = ["-k", "3", "--init", "random_from_data", "--max-iter", "2"];

    private readonly TempFolder _folder = new();

    public MissingChannelTests()
    {
        PhantomDataset.Write(Raw, 3);
        File.Delete(Path.Combine(Raw, "sub-02/anat/sub-02_FLAIR.nii.gz"));
    }

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fails_the_session_and_names_the_ways_out()
    {
        const string reason = "it lacks flair (2 of 3 sessions have it); add the image, choose other channels";
        var outcome = Gpuseg.Run(["bids", Raw, Out, "participant", .. s_fit, "--no-reports"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("sub-01: 26,695 voxels of t1w, t1ce, flair, adc; ", outcome.Stdout);
        Assert.EndsWith($"  sub-02: {reason} (`--modalities`) or allow missing channels (`--allow-missing`).\n", outcome.Stderr);
        Assert.False(Directory.Exists(Path.Combine(Out, "sub-02")));
        // One subject at a time, as on a cluster, comes to the same channels.
        Assert.Contains(reason, Gpuseg.Run(
            ["bids", Raw, Out, "participant", .. s_fit, "--no-reports", "--participant-label", "02"]).Stderr);
        var group = Gpuseg.Run("bids", Raw, Out, "group");
        Assert.Equal(1, group.ExitCode);
        Assert.Contains($"sub-02 seg-gmm3 failed: {reason}", group.Stderr);
    }

    [Fact]
    public void Marks_the_session_in_sidecar_page_and_group_if_allowed()
    {
        const string warning =
            "it lacks flair (2 of 3 sessions have it); its labels cannot be compared with those of complete sessions.";
        var outcome = Gpuseg.Succeed(["bids", Raw, Out, "participant", .. s_fit, "--allow-missing"]);
        Assert.Contains($"gpuseg: warning: sub-02: {warning}\n", outcome.Stderr);
        Assert.Matches(@"\nsub-02: [\d,]+ voxels of t1w, t1ce, adc; ", outcome.Stdout);
        Assert.DoesNotContain("sub-01: sub", outcome.Stderr);
        var sidecar = Sidecar("02");
        Assert.Equal("flair", Assert.Single(sidecar.GetProperty("MissingChannels").EnumerateArray()).GetString());
        Assert.Contains(warning, sidecar.GetProperty("Warnings").EnumerateArray().Select(text => text.GetString()));
        Assert.False(Sidecar("01").TryGetProperty("MissingChannels", out _));
        Assert.Contains(warning, File.ReadAllText(Path.Combine(Out, "sub-02.html")));
        Gpuseg.Succeed("bids", Raw, Out, "group", "--allow-missing");
        Assert.Contains(warning, File.ReadAllLines(Path.Combine(Out, "group_dseg.tsv"))[2]);

        // The next run finds the session complete, and without the option it is a failure again.
        Assert.Contains("3 complete already", Gpuseg.Succeed(
            ["bids", Raw, Out, "participant", .. s_fit, "--allow-missing", "--no-reports"]).Stdout);
        Assert.Contains("2 complete already, 1 failed", Gpuseg.Run(["bids", Raw, Out, "participant", .. s_fit, "--no-reports"]).Stdout);
    }

    private System.Text.Json.JsonElement Sidecar(string subject) => Workplace.Parse(
        File.ReadAllText(Path.Combine(Out, $"sub-{subject}/anat/sub-{subject}_seg-gmm3_dseg.json")));
}
