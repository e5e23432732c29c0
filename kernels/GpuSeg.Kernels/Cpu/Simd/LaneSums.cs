using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuSeg.Kernels.Cpu.Chunks;

namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>Additions of float32 sums in 16 lanes to sums in double, in one order at every vector width.</summary>
/// <remarks>A sum in double has 4 lanes until <see cref="ChunkSums.Add"/>: adding across lanes is slow.</remarks>
internal static unsafe class LaneSums
{
    /// <summary>Adds the lanes of sum i to sums[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTo(Vector256<double>* sums, float* lanes, int count)
    {
        for (var i = 0; i < count; i++, lanes += Chunking.Lanes)
        {
            sums[i] += Widen(lanes);
        }
    }

    /// <summary>Adds the sum of weight x value, 16 lanes in float32 first; null weights are 1.</summary>
    public static void AddTotal<TSimd>(float* values, float* weights, nint length, float* lanes, Vector256<double>* sum)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        if (weights == null)
        {
            Total<TSimd, Unweighted>(values, weights, length, lanes);
        }
        else
        {
            Total<TSimd, Weighted>(values, weights, length, lanes);
        }

        AddTo(sum, lanes, 1);
    }

    /// <summary>Returns the sum of 16 lanes.</summary>
    public static double Sum(float* lanes) => Vector256.Sum(Widen(lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(float* lanes)
    {
        var (a, b) = (Vector256.Load(lanes), Vector256.Load(lanes + 8));
        return (Vector256.WidenLower(a) + Vector256.WidenUpper(a)) + (Vector256.WidenLower(b) + Vector256.WidenUpper(b));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Total<TSimd, TWeight>(float* values, float* weights, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
        where TWeight : IRowWeight
    {
        for (nint lane = 0; lane < Chunking.Lanes; lane += TSimd.Width)
        {
            TSimd total = default;
            for (var i = lane; i < length; i += Chunking.Lanes)
            {
                total = TSimd.MultiplyAdd(TWeight.At<TSimd>(weights, i), TSimd.Load(values + i), total);
            }

            TSimd.Store(total, lanes + lane);
        }
    }
}
