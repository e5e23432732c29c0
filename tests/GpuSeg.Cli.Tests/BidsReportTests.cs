using System.Diagnostics;
using System.Security.Cryptography;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

public sealed class BidsReportTests : IDisposable
{
    private static readonly string[] s_pages = ["sub-01.html", "sub-02.html", "sub-03.html"];

    private readonly TempFolder _folder = new();

    public BidsReportTests() => PhantomDataset.Write(Raw, 3);

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_pages_after_the_maps()
    {
        var outcome = Gpuseg.Succeed(Arguments(Out, "--no-reports"));
        Assert.EndsWith("3 segmented, 0 complete already, 0 failed\n", outcome.Stdout);
        Assert.Empty(Pages(Out));
        Assert.False(File.Exists(Path.Combine(Out, "logs", "CITATION.md")));
        outcome = Gpuseg.Succeed(Arguments(Out));
        Assert.EndsWith("3 pages made, such as sub-01.html\n0 segmented, 3 complete already, 0 failed\n", outcome.Stdout);
        Assert.Equal("", outcome.Stderr);
        Assert.Equal(s_pages, Pages(Out));
        Assert.Contains(
            "clustered by intensity in t1w, t1ce, flair and adc, with GpuSeg ", File.ReadAllText(Path.Combine(Out, "logs", "CITATION.md")));
        var complete = Tree(Out);
        Assert.DoesNotContain("made", Gpuseg.Succeed(Arguments(Out)).Stdout);
        Assert.Equal(complete, Tree(Out));

        File.Delete(Path.Combine(Out, "sub-02.html"));
        Assert.Equal("1 page made, such as sub-02.html\n0 segmented, 3 complete already, 0 failed\n",
            Gpuseg.Succeed(Arguments(Out, "--reports-only")).Stdout);
        Assert.Equal(complete, Tree(Out));

        // Nothing is segmented on the way to a page.
        File.Delete(Path.Combine(Out, "sub-03", "anat", "sub-03_seg-gmm4_dseg.json"));
        outcome = Gpuseg.Run(Arguments(Out, "--reports-only"));
        Assert.Equal((1, "0 segmented, 2 complete already, 1 failed\n"), (outcome.ExitCode, outcome.Stdout));
        Assert.Contains("  sub-03: no page: its results are not complete: ", outcome.Stderr);
        Assert.Equal(
            ["sub-01.html", "sub-02.html", null],
            Workplace.Parse(Gpuseg.Run(Arguments(Out, "--reports-only", "--json")).Stdout).GetProperty("sessions").EnumerateArray()
                .Select(session => session.GetProperty("page").GetString()));
        Assert.False(File.Exists(Path.Combine(Out, "sub-03", "anat", "sub-03_seg-gmm4_dseg.json")));
        // Both halves of one command come to the same.
        Gpuseg.Succeed(Arguments(Out, "--overwrite"));
        Assert.Equal(complete, Tree(Out));
    }

    [Fact]
    public void Rejects_pages_without_results()
    {
        Refusal.Of(3, Gpuseg.Run(Arguments(Out, "--reports-only")), "out does not exist, so there are no results to make pages of");
        Refusal.Of(2, Gpuseg.Run(Arguments(Out, "--reports-only", "--no-reports")), "leave nothing to do");
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Leaves_no_partial_page_when_killed_or_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals.");
        Gpuseg.Succeed(Arguments(Out));
        var stopped = _folder.At("stopped");
        Gpuseg.Succeed(Arguments(stopped, "--no-reports"));
        using (var killed = Gpuseg.Start(Arguments(stopped, "--reports-only")))
        {
            while (!killed.HasExited && !Directory.EnumerateFiles(stopped, ".sub-*.html.*.tmp").Any())
            {
            }
            killed.Kill();
            killed.WaitForExit();
        }
        // That of the dead, so that the next one is that of the living.
        Array.ForEach(Directory.GetFiles(stopped, ".pages.*.lock"), File.Delete);
        using var process = Gpuseg.Start(Arguments(stopped, "--reports-only", "--overwrite"));
        while (!process.HasExited && !Directory.EnumerateFiles(stopped, ".pages.*.lock").Any())
        {
        }
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {process.Id}"]))
        {
            kill.WaitForExit();
        }

        var outcome = Gpuseg.Finish(process);
        Assert.Matches(@"^gpuseg: stopped after \d of 3 pages; run the same command again to make the rest.\n$", outcome.Stderr);
        Assert.Equal((143, ""), (outcome.ExitCode, outcome.Stdout));
        Assert.Empty(Directory.GetFiles(stopped, ".*.tmp"));
        Assert.All(Pages(stopped), page =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(Out, page)), File.ReadAllBytes(Path.Combine(stopped, page))));
        Gpuseg.Succeed(Arguments(stopped));
        Assert.Equal(Tree(Out), Tree(stopped));
    }

    private string[] Arguments(string folder, params string[] more) => ["bids", Raw, folder, "participant", "-k", "4", .. more];

    private static IEnumerable<string> Pages(string folder) =>
        Directory.GetFiles(folder, "*.html").Select(path => Path.GetFileName(path)).Order();

    private static SortedDictionary<string, string> Tree(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(
                path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);
}
