using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Cpu.BlockKernels;

/// <summary>Responsibilities of a block, computed in place of its log-densities; component k begins at k Block.</summary>
internal static unsafe class MembershipKernel
{
    // A product of 8 sums of at most 255 terms times a mantissa stays below 2^65: far from overflow.
    private const int GroupsBetweenStrips = 8;

    /// <summary>
    /// Replaces l_k by r_k = 2^l_k / sum_j 2^l_j. The caller takes log2 of the sums, which are multiplied to few numbers:
    /// lane j of <paramref name="products"/> times 2^(lane j of <paramref name="exponents"/>) is multiplied by the lane's sums of
    /// 2^(l_k - max l); lane j of <paramref name="largest"/> receives its sum of max l.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Soften<TSimd>(nint components, float* logs, nint length, float* largest, float* products, float* exponents)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        var end = logs + (components * Chunking.Block);
        var exponential = new Exponential<TSimd>();
        for (nint lane = 0; lane < Chunking.Lanes; lane += TSimd.Width)
        {
            TSimd total = default;
            var one = TSimd.Broadcast(1f);
            var product = TSimd.Load(products + lane);
            var exponent = TSimd.Load(exponents + lane);
            for (var i = lane; i < length; i += 2 * Chunking.Lanes)
            {
                if ((i & ((GroupsBetweenStrips - 1) * Chunking.Lanes)) == 0)
                {
                    exponent += TSimd.BiasedExponent(product) - TSimd.Broadcast(127f);
                    product = TSimd.Mantissa(product);
                }

                var (maxA, maxB, sumA, sumB) = Exponentiate(exponential, logs + i, end);
                Multiply(logs + i, end, one / sumA, one / sumB);
                total = total + maxA + maxB;
                product = product * sumA * sumB;
            }

            TSimd.Store(total, largest + lane);
            TSimd.Store(product, products + lane);
            TSimd.Store(exponent, exponents + lane);
        }
    }

    /// <summary>
    /// Replaces l_k by w r_k, where w is the weight of the row. Lane j of <paramref name="totals"/> receives its sum of w log2 sum_k 2^l_k:
    /// sums of different weights cannot be multiplied to take one logarithm of many.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Soften<TSimd>(nint components, float* logs, float* weights, nint length, float* totals)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        var end = logs + (components * Chunking.Block);
        var exponential = new Exponential<TSimd>();
        for (nint lane = 0; lane < Chunking.Lanes; lane += TSimd.Width)
        {
            TSimd total = default;
            for (var i = lane; i < length; i += 2 * Chunking.Lanes)
            {
                var (a, b) = (TSimd.Load(weights + i), TSimd.Load(weights + i + Chunking.Lanes));
                var (maxA, maxB, sumA, sumB) = Exponentiate(exponential, logs + i, end);
                Multiply(logs + i, end, a / sumA, b / sumB);
                total = TSimd.MultiplyAdd(a, maxA + Logarithm.Log2(sumA), total);
                total = TSimd.MultiplyAdd(b, maxB + Logarithm.Log2(sumB), total);
            }

            TSimd.Store(total, totals + lane);
        }
    }

    /// <summary>Finds the largest of the K values of every voxel and the first k that has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FindLargest<TSimd>(nint components, float* values, nint length, float* largest, float* index)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            var best = TSimd.Load(values + i);
            TSimd first = default, number = default;
            for (nint k = 1; k < components; k++)
            {
                number += TSimd.Broadcast(1f);
                var value = TSimd.Load(values + (k * Chunking.Block) + i);
                first = TSimd.IfGreater(value, best, number, first);
                best = TSimd.Max(best, value);
            }

            TSimd.Store(best, largest + i);
            TSimd.Store(first, index + i);
        }
    }

    /// <summary>Sets r_k to the weight of the row if <paramref name="index"/> is k, else to 0; null weights are 1.</summary>
    public static void Harden<TSimd>(nint components, float* index, float* weights, nint length, float* responsibilities)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        if (weights == null)
        {
            Harden<TSimd, Unweighted>(components, index, weights, length, responsibilities);
        }
        else
        {
            Harden<TSimd, Weighted>(components, index, weights, length, responsibilities);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Harden<TSimd, TWeight>(nint components, float* index, float* weights, nint length, float* responsibilities)
        where TSimd : unmanaged, ISimd<TSimd>
        where TWeight : IRowWeight
    {
        for (nint k = 0; k < components; k++, responsibilities += Chunking.Block)
        {
            for (nint i = 0; i < length; i += TSimd.Width)
            {
                TSimd.Store(TSimd.IfEqual(TSimd.Load(index + i), TSimd.Broadcast(k), TWeight.At<TSimd>(weights, i)), responsibilities + i);
            }
        }
    }

    // Replaces l_k, at every Block from logs on, by 2^(l_k - max l); returns max l and the sum. Two vectors of voxels at once,
    // because each is a long chain of operations that wait for one another.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TSimd MaxA, TSimd MaxB, TSimd SumA, TSimd SumB) Exponentiate<TSimd>(
        in Exponential<TSimd> exponential, float* logs, float* end)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        var (maxA, maxB) = (TSimd.Load(logs), TSimd.Load(logs + Chunking.Lanes));
        for (var l = logs + Chunking.Block; l < end; l += Chunking.Block)
        {
            maxA = TSimd.Max(maxA, TSimd.Load(l));
            maxB = TSimd.Max(maxB, TSimd.Load(l + Chunking.Lanes));
        }

        TSimd sumA = default, sumB = default;
        for (var l = logs; l < end; l += Chunking.Block)
        {
            var (a, b) = (exponential.Exp2(TSimd.Load(l) - maxA), exponential.Exp2(TSimd.Load(l + Chunking.Lanes) - maxB));
            sumA += a;
            sumB += b;
            TSimd.Store(a, l);
            TSimd.Store(b, l + Chunking.Lanes);
        }

        return (maxA, maxB, sumA, sumB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply<TSimd>(float* shares, float* end, TSimd a, TSimd b)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (var share = shares; share < end; share += Chunking.Block)
        {
            TSimd.Store(TSimd.Load(share) * a, share);
            TSimd.Store(TSimd.Load(share + Chunking.Lanes) * b, share + Chunking.Lanes);
        }
    }

    /// <summary>Stores numbers of components, whole numbers 0 .. 255, as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StoreLabels(float* index, int count, byte* labels)
    {
        var i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            // Truncated both times: a label above 127 is not negative.
            Vector256.Narrow(Narrow(index + i), Narrow(index + i + Vector256<short>.Count)).AsByte().Store(labels + i);
        }

        for (; i < count; i++)
        {
            labels[i] = (byte)index[i];
        }
    }

    private static Vector256<short> Narrow(float* index) => Vector256.Narrow(
        Vector256.ConvertToInt32Native(Vector256.Load(index)),
        Vector256.ConvertToInt32Native(Vector256.Load(index + Vector256<float>.Count)));
}
