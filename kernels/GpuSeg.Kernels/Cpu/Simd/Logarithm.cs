using System.Runtime.CompilerServices;

namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>log2 x in float32.</summary>
internal static class Logarithm
{
    private const double Ln2 = 0.693147180559945309;

    // Beside a whole number, a number of this size holds it in its lowest bits.
    private const float Rounder = 12582912f;

    /// <summary>Returns log2 x of a finite x &gt;= 1, with an error below 4e-7 up to x = 255; exact at powers of 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Log2<TSimd>(TSimd x)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        // x = m 2^e with m about between sqrt(1/2) and sqrt(2); log m = 2 artanh((m - 1) / (m + 1)), of which four terms reach 4e-8.
        var exponent = TSimd.BiasedExponent(x * TSimd.Broadcast(1.41421356f)) - TSimd.Broadcast(127f);
        var m = TSimd.Scale(x, TSimd.Broadcast(Rounder) - exponent);
        var s = (m - TSimd.Broadcast(1f)) / (m + TSimd.Broadcast(1f));
        var square = s * s;
        var p = TSimd.MultiplyAdd(TSimd.Broadcast((float)(2 / (7 * Ln2))), square, TSimd.Broadcast((float)(2 / (5 * Ln2))));
        p = TSimd.MultiplyAdd(p, square, TSimd.Broadcast((float)(2 / (3 * Ln2))));
        p = TSimd.MultiplyAdd(p, square, TSimd.Broadcast((float)(2 / Ln2)));
        return TSimd.MultiplyAdd(p, s, exponent);
    }
}
