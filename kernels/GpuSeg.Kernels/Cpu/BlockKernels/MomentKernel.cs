using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Cpu.BlockKernels;

/// <summary>Sums of a component over a block: r, r d and r d d' with d = x - m, in 16 lanes each, added to sums in double.</summary>
/// <remarks>
/// Every sum runs over the same voxels with the same operations in any tile: tiles are chosen to fit the registers, and the bits do not
/// depend on them.
/// </remarks>
internal static unsafe class MomentKernel
{
    /// <summary>Adds to <paramref name="sums"/>, in the order r, r d (D), r d d' (packed triangle).</summary>
    public static void Run<TSimd>(int d, float* x, nint stride, float* means, float* r, nint length, float* lanes, Vector256<double>* sums)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        // 32 registers hold the 15 sums of 4 rows, 16 registers the 10 sums of 3: there a fourth row by itself makes a pass 8 % faster.
        var triangle = Math.Min(d, TSimd.HasManyRegisters ? 4 : 3);
        Triangle<TSimd>(triangle, x, stride, means, r, length, lanes);
        LaneSums.AddTo(sums, lanes, 1 + triangle);
        LaneSums.AddTo(sums + 1 + d, lanes + ((1 + triangle) * Chunking.Lanes), triangle * (triangle + 1) / 2);
        for (var row = triangle; row < d; row++)
        {
            var second = sums + 1 + d + (row * (row + 1) / 2);
            for (var column = 0; column <= row; column += 4)
            {
                var columns = Math.Min(4, row + 1 - column);
                Row<TSimd>(columns, x, stride, means, row, column, r, length, lanes);
                LaneSums.AddTo(second + column, lanes + Chunking.Lanes, columns);
            }

            LaneSums.AddTo(sums + 1 + row, lanes, 1);
        }
    }

    private static void Triangle<TSimd>(int d, float* x, nint stride, float* means, float* r, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        switch (d)
        {
            case 1:
                Triangle<TSimd, One>(x, stride, means, r, length, lanes);
                break;
            case 2:
                Triangle<TSimd, Two>(x, stride, means, r, length, lanes);
                break;
            case 3:
                Triangle<TSimd, Three>(x, stride, means, r, length, lanes);
                break;
            default:
                Triangle<TSimd, Four>(x, stride, means, r, length, lanes);
                break;
        }
    }

    private static void Row<TSimd>(
        int columns, float* x, nint stride, float* means, int row, int column, float* r, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        var xi = x + (row * stride);
        var xj = x + (column * stride);
        var m = means + column;
        switch (columns)
        {
            case 1:
                Row<TSimd, One>(xi, means[row], xj, stride, m, r, length, lanes);
                break;
            case 2:
                Row<TSimd, Two>(xi, means[row], xj, stride, m, r, length, lanes);
                break;
            case 3:
                Row<TSimd, Three>(xi, means[row], xj, stride, m, r, length, lanes);
                break;
            default:
                Row<TSimd, Four>(xi, means[row], xj, stride, m, r, length, lanes);
                break;
        }
    }

    // Sums r, r d_i and r d_i d_j (packed triangle) of the first D features.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Triangle<TSimd, TD>(float* x, nint stride, float* means, float* r, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
        where TD : IDimensions
    {
        var d = TD.Count;
        var x1 = x + stride;
        var x2 = x1 + stride;
        var x3 = x2 + stride;
        var m0 = TSimd.Broadcast(means[0]);
        var m1 = d > 1 ? TSimd.Broadcast(means[1]) : default;
        var m2 = d > 2 ? TSimd.Broadcast(means[2]) : default;
        var m3 = d > 3 ? TSimd.Broadcast(means[3]) : default;
        for (nint lane = 0; lane < Chunking.Lanes; lane += TSimd.Width)
        {
            TSimd weight = default, s0 = default, s1 = default, s2 = default, s3 = default;
            TSimd c00 = default, c10 = default, c11 = default, c20 = default, c21 = default, c22 = default;
            TSimd c30 = default, c31 = default, c32 = default, c33 = default;
            for (var i = lane; i < length; i += Chunking.Lanes)
            {
                TSimd d1 = default, d2 = default;
                var share = TSimd.Load(r + i);
                weight += share;
                var d0 = TSimd.Load(x + i) - m0;
                var weighted = share * d0;
                s0 += weighted;
                c00 = TSimd.MultiplyAdd(weighted, d0, c00);
                if (d > 1)
                {
                    d1 = TSimd.Load(x1 + i) - m1;
                    weighted = share * d1;
                    s1 += weighted;
                    c10 = TSimd.MultiplyAdd(weighted, d0, c10);
                    c11 = TSimd.MultiplyAdd(weighted, d1, c11);
                }

                if (d > 2)
                {
                    d2 = TSimd.Load(x2 + i) - m2;
                    weighted = share * d2;
                    s2 += weighted;
                    c20 = TSimd.MultiplyAdd(weighted, d0, c20);
                    c21 = TSimd.MultiplyAdd(weighted, d1, c21);
                    c22 = TSimd.MultiplyAdd(weighted, d2, c22);
                }

                if (d > 3)
                {
                    var d3 = TSimd.Load(x3 + i) - m3;
                    weighted = share * d3;
                    s3 += weighted;
                    c30 = TSimd.MultiplyAdd(weighted, d0, c30);
                    c31 = TSimd.MultiplyAdd(weighted, d1, c31);
                    c32 = TSimd.MultiplyAdd(weighted, d2, c32);
                    c33 = TSimd.MultiplyAdd(weighted, d3, c33);
                }
            }

            var first = lanes + Chunking.Lanes + lane;
            var second = first + (d * Chunking.Lanes);
            TSimd.Store(weight, lanes + lane);
            TSimd.Store(s0, first);
            TSimd.Store(c00, second);
            if (d > 1)
            {
                TSimd.Store(s1, first + Chunking.Lanes);
                TSimd.Store(c10, second + Chunking.Lanes);
                TSimd.Store(c11, second + (2 * Chunking.Lanes));
            }

            if (d > 2)
            {
                TSimd.Store(s2, first + (2 * Chunking.Lanes));
                TSimd.Store(c20, second + (3 * Chunking.Lanes));
                TSimd.Store(c21, second + (4 * Chunking.Lanes));
                TSimd.Store(c22, second + (5 * Chunking.Lanes));
            }

            if (d > 3)
            {
                TSimd.Store(s3, first + (3 * Chunking.Lanes));
                TSimd.Store(c30, second + (6 * Chunking.Lanes));
                TSimd.Store(c31, second + (7 * Chunking.Lanes));
                TSimd.Store(c32, second + (8 * Chunking.Lanes));
                TSimd.Store(c33, second + (9 * Chunking.Lanes));
            }
        }
    }

    // Sums r d_i and r d_i d_j of one feature i with D features j.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<TSimd, TD>(
        float* xi, float meani, float* x, nint stride, float* means, float* r, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
        where TD : IDimensions
    {
        var d = TD.Count;
        var x1 = x + stride;
        var x2 = x1 + stride;
        var x3 = x2 + stride;
        var mi = TSimd.Broadcast(meani);
        var m0 = TSimd.Broadcast(means[0]);
        var m1 = d > 1 ? TSimd.Broadcast(means[1]) : default;
        var m2 = d > 2 ? TSimd.Broadcast(means[2]) : default;
        var m3 = d > 3 ? TSimd.Broadcast(means[3]) : default;
        for (nint lane = 0; lane < Chunking.Lanes; lane += TSimd.Width)
        {
            TSimd s = default, c0 = default, c1 = default, c2 = default, c3 = default;
            for (var i = lane; i < length; i += Chunking.Lanes)
            {
                var weighted = TSimd.Load(r + i) * (TSimd.Load(xi + i) - mi);
                s += weighted;
                c0 = TSimd.MultiplyAdd(weighted, TSimd.Load(x + i) - m0, c0);
                c1 = d > 1 ? TSimd.MultiplyAdd(weighted, TSimd.Load(x1 + i) - m1, c1) : c1;
                c2 = d > 2 ? TSimd.MultiplyAdd(weighted, TSimd.Load(x2 + i) - m2, c2) : c2;
                c3 = d > 3 ? TSimd.MultiplyAdd(weighted, TSimd.Load(x3 + i) - m3, c3) : c3;
            }

            TSimd.Store(s, lanes + lane);
            TSimd.Store(c0, lanes + Chunking.Lanes + lane);
            TSimd.Store(c1, lanes + (2 * Chunking.Lanes) + lane);
            TSimd.Store(c2, lanes + (3 * Chunking.Lanes) + lane);
            TSimd.Store(c3, lanes + (4 * Chunking.Lanes) + lane);
        }
    }
}
