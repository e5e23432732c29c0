using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Bench.Micro;

/// <summary>Exponentials of the backend cpu and of the framework, over values distributed like log-densities less their maximum.</summary>
internal static unsafe class Exponentials
{
    /// <summary>Number of values: they fit the first-level cache and fill vectors of every width.</summary>
    public const int Count = 2048;

    /// <summary>Draws seeded values from 0 to -30.</summary>
    public static float[] Values()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Count).Select(_ => -30 * random.NextSingle())];
    }

    /// <summary>Computes 2^x of <see cref="Count"/> values with the widest vectors.</summary>
    public static void Ours(float[] x, float[] result)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Ours<Simd512>(x, result);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Ours<Simd256>(x, result);
        }
        else
        {
            Ours<Simd128>(x, result);
        }
    }

    /// <summary>Computes e^x of <see cref="Count"/> values with System.Numerics.Tensors.</summary>
    public static void Theirs(float[] x, float[] result) => TensorPrimitives.Exp(x, result);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Ours<TSimd>(float[] x, float[] result)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        var exponential = new Exponential<TSimd>();
        fixed (float* source = x)
        fixed (float* destination = result)
        {
            for (nint i = 0; i < Count; i += TSimd.Width)
            {
                TSimd.Store(exponential.Exp2(TSimd.Load(source + i)), destination + i);
            }
        }
    }
}
