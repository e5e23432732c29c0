using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Kernels.Cpu;

/// <summary>From float32 sums in 16 lanes to sums in double, in one order at every vector width.</summary>
internal static unsafe class LaneSums
{
    /// <summary>Adds the lanes of sum i to sums[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTo(double* sums, float* lanes, int count)
    {
        for (var i = 0; i < count; i++, lanes += Partition.Lanes)
        {
            sums[i] += Sum(lanes);
        }
    }

    /// <summary>Sum of weight x value, 16 lanes in float32 first; <paramref name="length"/> is a multiple of 16, null weights are 1.</summary>
    public static double Total<TSimd>(float* values, float* weights, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd> =>
        weights == null
            ? Total<TSimd, Unweighted>(values, weights, length, lanes)
            : Total<TSimd, Weighted>(values, weights, length, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(float* lanes)
    {
        var (a, b) = (Vector256.Load(lanes), Vector256.Load(lanes + 8));
        var sum = (Vector256.WidenLower(a) + Vector256.WidenUpper(a)) + (Vector256.WidenLower(b) + Vector256.WidenUpper(b));
        var half = sum.GetLower() + sum.GetUpper();
        return half[0] + half[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Total<TSimd, TWeight>(float* values, float* weights, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
        where TWeight : IRowWeight
    {
        for (nint lane = 0; lane < Partition.Lanes; lane += TSimd.Width)
        {
            TSimd total = default;
            for (var i = lane; i < length; i += Partition.Lanes)
            {
                total = TSimd.MultiplyAdd(TWeight.At<TSimd>(weights, i), TSimd.Load(values + i), total);
            }

            TSimd.Store(total, lanes + lane);
        }

        return Sum(lanes);
    }
}
