using System.CommandLine;
using GpuSeg.Cli.Commands.Bench;
using GpuSeg.Cli.Commands.Bids;
using GpuSeg.Cli.Commands.Cohort;
using GpuSeg.Cli.Commands.Compare;
using GpuSeg.Cli.Commands.Demo;
using GpuSeg.Cli.Commands.Devices;
using GpuSeg.Cli.Commands.Evaluate;
using GpuSeg.Cli.Commands.Explore;
using GpuSeg.Cli.Commands.Info;
using GpuSeg.Cli.Commands.Lesion;
using GpuSeg.Cli.Commands.Plot;
using GpuSeg.Cli.Commands.Segment;
using GpuSeg.Cli.Commands.Slurm;

namespace GpuSeg.Cli;

/// <summary>The commands, in the order of the help.</summary>
internal static class CommandTable
{
    private static readonly Row[] s_rows =
    [
        new("segment", SegmentCommand.Create),
        new("bids", BidsCommand.Create),
        new("cohort", CohortCommand.Create),
        new("slurm", SlurmCommand.Create),
        new("explore", ExploreCommand.Create),
        new("lesion", LesionCommand.Create),
        new("compare", CompareCommand.Create),
        new("evaluate", EvaluateCommand.Create),
        new("plot", PlotCommand.Create),
        new("info", InfoCommand.Create),
        new("devices", DevicesCommand.Create),
        new("bench", BenchCommand.Create),
        new("demo", DemoCommand.Create),
    ];

    /// <summary>Creates the command that the first word of a line names, or all commands if it names none.</summary>
    /// <remarks>The options of all commands take 20 ms to create, a tenth of the time of a small segmentation.</remarks>
    public static RootCommand Root(string[] args)
    {
        var root = new RootCommand("Segments brain MRI by unsupervised clustering: Gaussian mixtures and KMeans on the CPU or a GPU.");
        var named = Array.FindAll(s_rows, row => row.Name == args.FirstOrDefault());
        foreach (var row in args is ["--version"] ? [] : named.Length > 0 ? named : s_rows)
        {
            root.Add(row.Create());
        }

        return root;
    }

    private sealed record Row(string Name, Func<Command> Create);
}
