using System.CommandLine;
using GpuSeg.Cli;
using GpuSeg.Cli.Commands;
using GpuSeg.Cli.Commands.Plot;

return Runner.Run(
    new RootCommand("Segments brain MRI by unsupervised clustering: Gaussian mixtures and KMeans on the processor or a graphics card.")
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
