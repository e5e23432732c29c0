using System.CommandLine;
using GpuSeg.Cli;
using GpuSeg.Cli.Commands.Bench;
using GpuSeg.Cli.Commands.Bids;
using GpuSeg.Cli.Commands.Cohort;
using GpuSeg.Cli.Commands.Compare;
using GpuSeg.Cli.Commands.Demo;
using GpuSeg.Cli.Commands.Devices;
using GpuSeg.Cli.Commands.Explore;
using GpuSeg.Cli.Commands.Info;
using GpuSeg.Cli.Commands.Plot;
using GpuSeg.Cli.Commands.Segment;
using GpuSeg.Cli.Commands.Slurm;

return Runner.Run(
    new RootCommand("Segments brain MRI by unsupervised clustering: Gaussian mixtures and KMeans on the CPU or a GPU.")
    {
        SegmentCommand.Create(),
        BidsCommand.Create(),
        CohortCommand.Create(),
        SlurmCommand.Create(),
        ExploreCommand.Create(),
        CompareCommand.Create(),
        PlotCommand.Create(),
        InfoCommand.Create(),
        DevicesCommand.Create(),
        BenchCommand.Create(),
        DemoCommand.Create(),
    },
    args);
