using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using GpuSeg.Bench.Data;

namespace GpuSeg.Bench.Micro;

/// <summary>BenchmarkDotNet over the classes of this folder.</summary>
/// <remarks>
/// --short gives a smoke run, --backends A,B chooses backends, --most-voxels N adds sizes; all other options are BenchmarkDotNet's.
/// </remarks>
internal static class Microbenchmarks
{
    public static int Run(string[] args)
    {
        var rest = args.ToList();
        var quick = rest.Remove("--short");
        BackendRows.Chosen = Taken(rest, "--backends")?.Split(',') ?? [];
        if (Taken(rest, "--most-voxels") is { } most)
        {
            if (!int.TryParse(most, CultureInfo.InvariantCulture, out var voxels))
            {
                Console.Error.WriteLine($"--most-voxels is {most}; give a whole number.");
                return 2;
            }

            BenchSizes.Most = voxels;
        }

        var summaries = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run([.. rest], Config(quick));
        return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
    }

    // BenchmarkDotNet does not know this bench's options, so they are removed with their values.
    private static string? Taken(List<string> args, string option)
    {
        if (args.IndexOf(option) is not (var at and >= 0) || at + 1 == args.Count)
        {
            return null;
        }

        var value = args[at + 1];
        args.RemoveRange(at, 2);
        return value;
    }

    // In this process: every row has its settings (see the project file), and the machine needs no SDK.
    private static ManualConfig Config(bool quick)
    {
        var job = quick
            ? Job.Dry.WithIterationCount(3).WithWarmupCount(1)
            : Job.Default.WithMinIterationCount(10).WithMaxIterationCount(30);
        return ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(StatisticColumn.Median, RateColumn.MegavoxelsPerSecond, RateColumn.GigabytesPerSecond, new MemoryColumn())
            .HideColumns(Column.Error, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2);
    }
}
