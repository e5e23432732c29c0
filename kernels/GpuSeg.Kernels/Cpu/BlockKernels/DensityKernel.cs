using System.Runtime.CompilerServices;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Cpu.BlockKernels;

/// <summary>Log-densities of a component over a block, in units of log 2: l = o - |U (x - m)|^2.</summary>
/// <remarks>
/// Parameters come in the order o, m (D), U (packed triangle). x - m is taken first: U x - U m would cancel far from the origin.
/// </remarks>
internal static unsafe class DensityKernel
{
    public static void Run<TSimd>(int d, float* x, nint stride, float* parameters, float* logs, nint length, float* differences)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        switch (d)
        {
            case 1:
                Fixed<TSimd, One>(x, stride, parameters, logs, length);
                break;
            case 2:
                Fixed<TSimd, Two>(x, stride, parameters, logs, length);
                break;
            case 3:
                Fixed<TSimd, Three>(x, stride, parameters, logs, length);
                break;
            case 4:
                Fixed<TSimd, Four>(x, stride, parameters, logs, length);
                break;
            default:
                Any<TSimd>(d, x, stride, parameters, logs, length, differences);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fixed<TSimd, TD>(float* x, nint stride, float* parameters, float* logs, nint length)
        where TSimd : unmanaged, ISimd<TSimd>
        where TD : IDimensions
    {
        var d = TD.Count;
        var x1 = x + stride;
        var x2 = x1 + stride;
        var x3 = x2 + stride;
        var m = parameters + 1;
        var u = m + d;
        var offset = TSimd.Broadcast(parameters[0]);
        var (m0, u00) = (TSimd.Broadcast(m[0]), TSimd.Broadcast(u[0]));
        TSimd m1 = default, m2 = default, m3 = default;
        TSimd u10 = default, u11 = default, u20 = default, u21 = default, u22 = default;
        TSimd u30 = default, u31 = default, u32 = default, u33 = default;
        if (d > 1)
        {
            (m1, u10, u11) = (TSimd.Broadcast(m[1]), TSimd.Broadcast(u[1]), TSimd.Broadcast(u[2]));
        }

        if (d > 2)
        {
            (m2, u20, u21, u22) = (TSimd.Broadcast(m[2]), TSimd.Broadcast(u[3]), TSimd.Broadcast(u[4]), TSimd.Broadcast(u[5]));
        }

        if (d > 3)
        {
            (m3, u30, u31, u32, u33) =
                (TSimd.Broadcast(m[3]), TSimd.Broadcast(u[6]), TSimd.Broadcast(u[7]), TSimd.Broadcast(u[8]), TSimd.Broadcast(u[9]));
        }

        for (nint i = 0; i < length; i += TSimd.Width)
        {
            TSimd d1 = default, d2 = default;
            var d0 = TSimd.Load(x + i) - m0;
            var y = u00 * d0;
            var norm = y * y;
            if (d > 1)
            {
                d1 = TSimd.Load(x1 + i) - m1;
                y = TSimd.MultiplyAdd(u11, d1, u10 * d0);
                norm = TSimd.MultiplyAdd(y, y, norm);
            }

            if (d > 2)
            {
                d2 = TSimd.Load(x2 + i) - m2;
                y = TSimd.MultiplyAdd(u22, d2, TSimd.MultiplyAdd(u21, d1, u20 * d0));
                norm = TSimd.MultiplyAdd(y, y, norm);
            }

            if (d > 3)
            {
                var d3 = TSimd.Load(x3 + i) - m3;
                y = TSimd.MultiplyAdd(u33, d3, TSimd.MultiplyAdd(u32, d2, TSimd.MultiplyAdd(u31, d1, u30 * d0)));
                norm = TSimd.MultiplyAdd(y, y, norm);
            }

            TSimd.Store(offset - norm, logs + i);
        }
    }

    // Four vectors of voxels at once, because a row of U x is one chain of multiply-adds, each waiting for the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Any<TSimd>(int d, float* x, nint stride, float* parameters, float* logs, nint length, float* differences)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        nint w = TSimd.Width;
        var offset = TSimd.Broadcast(parameters[0]);
        for (nint i = 0; i < length; i += 4 * w)
        {
            Subtract<TSimd>(d, x + i, stride, parameters + 1, differences);
            TSimd n0 = default, n1 = default, n2 = default, n3 = default;
            var u = parameters + 1 + d;
            for (var row = 0; row < d; row++)
            {
                TSimd y0 = default, y1 = default, y2 = default, y3 = default;
                var difference = differences;
                for (var column = 0; column <= row; column++, u++, difference += 4 * w)
                {
                    var factor = TSimd.Broadcast(*u);
                    y0 = TSimd.MultiplyAdd(factor, TSimd.Load(difference), y0);
                    y1 = TSimd.MultiplyAdd(factor, TSimd.Load(difference + w), y1);
                    y2 = TSimd.MultiplyAdd(factor, TSimd.Load(difference + (2 * w)), y2);
                    y3 = TSimd.MultiplyAdd(factor, TSimd.Load(difference + (3 * w)), y3);
                }

                n0 = TSimd.MultiplyAdd(y0, y0, n0);
                n1 = TSimd.MultiplyAdd(y1, y1, n1);
                n2 = TSimd.MultiplyAdd(y2, y2, n2);
                n3 = TSimd.MultiplyAdd(y3, y3, n3);
            }

            TSimd.Store(offset - n0, logs + i);
            TSimd.Store(offset - n1, logs + i + w);
            TSimd.Store(offset - n2, logs + i + (2 * w));
            TSimd.Store(offset - n3, logs + i + (3 * w));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract<TSimd>(int d, float* x, nint stride, float* means, float* differences)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (var j = 0; j < d; j++, x += stride)
        {
            var mean = TSimd.Broadcast(means[j]);
            for (nint i = 0; i < 4 * TSimd.Width; i += TSimd.Width, differences += TSimd.Width)
            {
                TSimd.Store(TSimd.Load(x + i) - mean, differences);
            }
        }
    }
}
