using System.Runtime.CompilerServices;

namespace GpuSeg.Kernels.Cpu;

/// <summary>2^x for x &lt;= 0, in float32 throughout: the framework's vector exponential widens to double and costs a multiple.</summary>
internal static class Exponential
{
    // Adding 1.5 2^23 leaves no bits for a fraction: x is rounded to a whole number, which then stands in the lowest bits.
    private const float Rounder = 12582912f;

    /// <summary>2^x with a relative error below 2e-7; exactly 1 at 0, 0 from -127 downwards; between -127 and -126 some subnormal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Exp2<TSimd>(TSimd x)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        x = TSimd.Max(x, TSimd.Broadcast(-127f));
        var shifted = x + TSimd.Broadcast(Rounder);
        var f = x - (shifted - TSimd.Broadcast(Rounder));

        // Best polynomial of degree 5 for 2^f on [-1/2, 1/2] with p(0) = 1, its coefficients searched among float32 numbers.
        var p = TSimd.MultiplyAdd(TSimd.Broadcast(0.00132647261f), f, TSimd.Broadcast(0.00967151299f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Broadcast(0.0555073358f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Broadcast(0.240222424f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Broadcast(0.693147004f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Broadcast(1f));
        return TSimd.Scale(p, shifted);
    }
}
