using GpuSeg.Cli;

return Runner.Run(CommandTable.Root(args), args);
