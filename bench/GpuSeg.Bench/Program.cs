using GpuSeg.Bench.Compare;
using GpuSeg.Bench.Micro;

return args is ["compare", .. var rest] ? CompareCommand.Run(rest) : Microbenchmarks.Run(args);
