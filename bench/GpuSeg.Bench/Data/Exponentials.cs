using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuSeg.Kernels.Cpu;

namespace GpuSeg.Bench.Data;

/// <summary>The kernels' 2^x and the framework's e^x over the same values, which lie in the first cache.</summary>
internal sealed class Exponentials
{
    public const int Count = 4096;

    private readonly float[] _values = [.. Enumerable.Range(0, Count).Select(i => -20f * i / Count)];
    private readonly float[] _results = new float[Count];

    /// <summary>What was computed last.</summary>
    public ReadOnlySpan<float> Results => _results;

    public void Own()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Own<Simd512>();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Own<Simd256>();
        }
        else
        {
            Own<Simd128>();
        }
    }

    public void Framework() => TensorPrimitives.Exp(_values, _results);

    // The framework's vectors are unrolled as well.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Own<TSimd>()
        where TSimd : unmanaged, ISimd<TSimd>
    {
        fixed (float* values = _values, results = _results)
        {
            for (var i = 0; i < Count; i += 4 * TSimd.Width)
            {
                TSimd.Store(Exponential.Exp2(TSimd.Load(values + i)), results + i);
                TSimd.Store(Exponential.Exp2(TSimd.Load(values + i + TSimd.Width)), results + i + TSimd.Width);
                TSimd.Store(Exponential.Exp2(TSimd.Load(values + i + (2 * TSimd.Width))), results + i + (2 * TSimd.Width));
                TSimd.Store(Exponential.Exp2(TSimd.Load(values + i + (3 * TSimd.Width))), results + i + (3 * TSimd.Width));
            }
        }
    }
}
