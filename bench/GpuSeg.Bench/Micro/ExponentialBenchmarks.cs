using BenchmarkDotNet.Attributes;
using GpuSeg.Bench.Data;

namespace GpuSeg.Bench.Micro;

/// <summary>2^x as the kernels compute it beside the framework's e^x, on one thread; Mvoxel/s are million values per second.</summary>
public class ExponentialBenchmarks
{
    private readonly Exponentials _exponentials = new();

    [Params(Exponentials.Count)]
    public int N { get; set; }

    [Benchmark(Baseline = true)]
    public void Framework() => _exponentials.Framework();

    [Benchmark]
    public void Own() => _exponentials.Own();
}
