using GpuSeg.Bench.Compare;
using GpuSeg.Bench.Micro;

return args switch
{
    ["compare", .. var rest] => CompareCommand.Run(rest),
    ["gzip-only", .. var rest] => GzipOnly.Run(rest),
    _ => Microbenchmarks.Run(args),
};
