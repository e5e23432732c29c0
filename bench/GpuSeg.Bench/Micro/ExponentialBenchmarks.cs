using BenchmarkDotNet.Attributes;

namespace GpuSeg.Bench.Micro;

/// <summary>Time of one float32 exponential: 2^x as used for responsibilities, beside e^x of System.Numerics.Tensors.</summary>
public class ExponentialBenchmarks
{
    private readonly float[] _x = Exponentials.Values();
    private readonly float[] _result = new float[Exponentials.Count];

    [Benchmark(Baseline = true, OperationsPerInvoke = Exponentials.Count)]
    public void TensorPrimitivesExp() => Exponentials.Theirs(_x, _result);

    [Benchmark(OperationsPerInvoke = Exponentials.Count)]
    public void Exp2() => Exponentials.Ours(_x, _result);
}
