using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Registers;

/// <summary>log x in double by plain arithmetic: ILGPU's own is a loop on CUDA.</summary>
/// <remarks>
/// x = 2^e m with m in [sqrt(1/2), sqrt(2)) and s = (m - 1) / (m + 1): log x = e log 2 + log m, log m = 2 s + s^3 R(s^2).
/// Source: the method and the coefficients of fdlibm's __ieee754_log (Sun Microsystems, 1993); error below one unit of the last place.
/// </remarks>
internal static class DoubleLogarithm
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Sqrt2 = 1.41421356237309504880;
    private const int MantissaBits = 52;
    private const long One = 1023L << MantissaBits;

    /// <summary>Returns log <paramref name="x"/> of a normal number above 0.</summary>
    public static double Log(double x)
    {
        var bits = (long)Interop.FloatAsInt(x);
        var exponent = (int)(bits >> MantissaBits) - 1023;
        var m = Interop.IntAsFloat((ulong)((bits & ((1L << MantissaBits) - 1)) | One));
        var halve = m > Sqrt2;
        m = halve ? 0.5 * m : m;
        exponent = halve ? exponent + 1 : exponent;

        var f = m - 1;
        var s = f / (2 + f);
        var z = s * s;
        var series = z * (6.666666666666735130e-01 + (z * (3.999999999940941908e-01 + (z * (2.857142874366239149e-01
            + (z * (2.222219843214978396e-01 + (z * (1.818357216161805012e-01 + (z * (1.531383769920937332e-01
            + (z * 1.479819860511658591e-01))))))))))));
        var halfSquare = 0.5 * f * f;
        return (exponent * Ln2High) - (halfSquare - ((s * (halfSquare + series)) + (exponent * Ln2Low)) - f);
    }
}
