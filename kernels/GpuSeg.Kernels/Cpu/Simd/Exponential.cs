using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>2^x for x &lt;= 0, in float32 throughout: the framework's vector exponential widens to double and costs a multiple.</summary>
/// <remarks>
/// An instance holds the coefficients in registers. They come from memory, where the compiler cannot know them: it would spread
/// constants over a vector at every use, which costs more than the arithmetic.
/// </remarks>
internal readonly unsafe struct Exponential<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly TSimd _smallest;
    private readonly TSimd _rounder;
    private readonly TSimd _c0;
    private readonly TSimd _c1;
    private readonly TSimd _c2;
    private readonly TSimd _c3;
    private readonly TSimd _c4;
    private readonly TSimd _c5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Exponential()
    {
        var value = ExponentialCoefficients.Values;
        (_smallest, _rounder) = (TSimd.Broadcast(value[0]), TSimd.Broadcast(value[1]));
        (_c0, _c1, _c2) = (TSimd.Broadcast(value[2]), TSimd.Broadcast(value[3]), TSimd.Broadcast(value[4]));
        (_c3, _c4, _c5) = (TSimd.Broadcast(value[5]), TSimd.Broadcast(value[6]), TSimd.Broadcast(value[7]));
    }

    /// <summary>
    /// Returns 2^x with a relative error below 2e-7: exactly 1 at 0, 0 from -127 downwards, a subnormal number between -127 and -126.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TSimd Exp2(TSimd x)
    {
        x = TSimd.Max(x, _smallest);
        var shifted = x + _rounder;
        var f = x - (shifted - _rounder);
        var p = TSimd.MultiplyAdd(_c5, f, _c4);
        p = TSimd.MultiplyAdd(p, f, _c3);
        p = TSimd.MultiplyAdd(p, f, _c2);
        p = TSimd.MultiplyAdd(p, f, _c1);
        p = TSimd.MultiplyAdd(p, f, _c0);
        return TSimd.Scale(p, shifted);
    }
}

internal static unsafe class ExponentialCoefficients
{
    // Adding 1.5 2^23 leaves no bits for a fraction: x is rounded to a whole number, which is then in the lowest bits.
    private const float Rounder = 12582912f;

    /// <summary>
    /// The smallest x, the rounder, and from the constant term up the best polynomial of degree 5 for 2^f on [-1/2, 1/2] with p(0) = 1,
    /// its coefficients searched among float32 numbers.
    /// </summary>
    public static float* Values { get; } =
        InMemory([-127f, Rounder, 1f, 0.693147004f, 0.240222424f, 0.0555073358f, 0.00967151299f, 0.00132647261f]);

    private static float* InMemory(ReadOnlySpan<float> values)
    {
        var memory = (float*)NativeMemory.Alloc((nuint)values.Length, sizeof(float));
        values.CopyTo(new(memory, values.Length));
        return memory;
    }
}
