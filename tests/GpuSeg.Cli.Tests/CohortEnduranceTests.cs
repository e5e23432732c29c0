using System.Globalization;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>Many subjects: killed again and again, and memory over a long run.</summary>
public sealed class CohortEnduranceTests : IDisposable
{
    private const int Kills = 20;

    private readonly TempFolder _folder = new();

    private string Raw => _folder.At("raw");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reaches_the_undisturbed_result_after_twenty_kills_over_fifty_subjects()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are killed otherwise there.");
        PhantomDataset.Write(Raw, 50, cancellation: TestContext.Current.CancellationToken);
        // Enough starts that a round does a few subjects.
        string[] Command(string folder) =>
            ["bids", Raw, _folder.At(folder), "participant", "-k", "4", "--scale", "standard", "--n-init", "5", "--probseg",
                "--no-reports"];
        Gpuseg.Succeed(Command("whole"));
        var random = new Random(20);
        var inMidRun = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Gpuseg.Start(Command("killed"));
            // From before the first file to after some subjects: a few lines, then a moment more.
            for (var line = random.Next(4); line > 0 && process.StandardOutput.ReadLine() is not null; line--)
            {
            }
            Thread.Sleep(random.Next(60));
            inMidRun += process.HasExited ? 0 : 1;
            process.Kill();
            process.WaitForExit();
            Assert.True(Complete("killed") >= 0);
        }
        Assert.True(inMidRun > Kills / 2, $"Only {inMidRun} of {Kills} kills came before the end.");
        var outcome = Gpuseg.Succeed(Command("killed"));
        Assert.EndsWith(", 0 failed\n", outcome.Stdout);
        Assert.Equal(Tree("whole"), Tree("killed"));
    }

    [Fact]
    public void Keeps_memory_flat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of a process is read from /proc.");
        const int subjects = 1000;
        PhantomDataset.Write(Raw, 1, cancellation: TestContext.Current.CancellationToken);
        for (var subject = 2; subject <= subjects; subject++)
        {
            Repeat(subject.ToString("0000", CultureInfo.InvariantCulture));
        }

        using var process = Gpuseg.Start(["bids", Raw, _folder.At("out"), "participant", "-k", "3", "--n-cpus", "2", "--no-reports"]);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var peaks = new Dictionary<int, long>();
        for (var line = 1; line <= subjects && process.StandardOutput.ReadLine() is not null; line++)
        {
            if (line is 10 or subjects)
            {
                peaks[line] = PeakKilobytes(process.Id);
            }
        }

        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        // What the collector is late with, once; a leak of one label map per subject would be 100 MB.
        Assert.True(peaks[subjects] - peaks[10] < 48 << 10, $"{peaks[10]} kB after 10 subjects, {peaks[subjects]} kB after {subjects}");
    }

    private void Repeat(string label)
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Raw, "sub-01"), "*.nii.gz", SearchOption.AllDirectories))
        {
            var link = path.Replace("sub-01", $"sub-{label}", StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, path);
        }
    }

    private static long PeakKilobytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    // A sidecar marks a complete session: a file missing beside it would never be recreated.
    private int Complete(string folder)
    {
        string[] sidecars = Directory.Exists(_folder.At(folder))
            ? Directory.GetFiles(_folder.At(folder), "*_dseg.json", SearchOption.AllDirectories) : [];
        foreach (var sidecar in sidecars)
        {
            var files = Directory.GetFiles(Path.GetDirectoryName(sidecar)!, "sub-*").Select(path => Path.GetFileName(path)).ToArray();
            Assert.Equal(8, files.Length);
        }
        return sidecars.Length;
    }

    private SortedDictionary<string, string> Tree(string folder) => Tests.Tree.Of(_folder.At(folder));
}
