using System.Diagnostics;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

public sealed class SnakefileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Raw => _folder.At("a cohort's raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Runs_shards_as_jobs_and_writes_the_table_despite_a_failed_session()
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "snakemake"))), "snakemake is absent.");
        PhantomDataset.Write(Raw, 3, cancellation: TestContext.Current.CancellationToken);
        var image = Path.Combine(Raw, "sub-02", "anat", "sub-02_T1w.nii.gz");
        var whole = File.ReadAllBytes(image);
        File.WriteAllBytes(image, whole[..20000]);
        Assert.Equal(1, Snakemake());
        Assert.Equal(["complete", "failed", "complete"], States());
        File.WriteAllBytes(image, whole);
        Assert.Equal(0, Snakemake("-F"));
        Assert.Equal(["complete", "complete", "complete"], States());
    }

    private string[] States() =>
        [.. File.ReadAllLines(Path.Combine(Out, "group_dseg.tsv")).Select(line => line.Split('\t')).ToArray() is var rows
        ? rows.Skip(1).Select(row => row[Array.IndexOf(rows[0], "state")]) : []];

    private int Snakemake(params string[] more)
    {
        string[] config = [$"bids={Raw}", $"out={Out}", "options=-k 3 --scale standard --label-names 'a b,c,d'", "shards=2",
            $"gpuseg=dotnet {Path.Combine(AppContext.BaseDirectory, "gpuseg.dll")}"];
        string[] arguments = ["-s", Snakefile(), "-j", "2", "-q", .. more, "--config", .. config];
        return Gpuseg.Finish(Process.Start(new ProcessStartInfo("snakemake", arguments)
        {
            WorkingDirectory = _folder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!).ExitCode;
    }

    private static string Snakefile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GpuSeg.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "docs", "cluster", "Snakefile");
    }
}
