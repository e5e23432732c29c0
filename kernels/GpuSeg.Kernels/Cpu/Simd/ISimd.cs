namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>A vector of <see cref="Width"/> float32, so that one source serves every width of the hardware.</summary>
/// <remarks>Every operation works lane by lane and is rounded once, hence the same bits at every width.</remarks>
internal unsafe interface ISimd<TSelf>
    where TSelf : unmanaged, ISimd<TSelf>
{
    /// <summary>Number of lanes of a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Whether there are 32 registers instead of 16.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf Load(float* source);

    static abstract void Store(TSelf value, float* destination);

    static abstract TSelf Broadcast(float value);

    /// <summary>Returns a b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>Returns <paramref name="yes"/> in the lanes in which a &gt; b, else <paramref name="no"/>.</summary>
    static abstract TSelf IfGreater(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary>
    /// Returns sum + x in the lanes in which a &gt; b, else sum. A sum that began at 0 is never -0, so adding 0 instead gives the same
    /// bits.
    /// </summary>
    static abstract TSelf AddIfGreater(TSelf a, TSelf b, TSelf sum, TSelf x);

    /// <summary>Returns sum + x in the lanes in which a = b, else sum.</summary>
    static abstract TSelf AddIfEqual(TSelf a, TSelf b, TSelf sum, TSelf x);

    /// <summary>Returns the number of lanes in which a &gt; b.</summary>
    static abstract int CountGreater(TSelf a, TSelf b);

    /// <summary>Returns <paramref name="value"/> in the lanes in which a = b, else 0.</summary>
    static abstract TSelf IfEqual(TSelf a, TSelf b, TSelf value);

    /// <summary>Returns value 2^n for n in the lowest bits of <paramref name="shifted"/>.</summary>
    static abstract TSelf Scale(TSelf value, TSelf shifted);

    /// <summary>Returns the biased exponent, e + 127, of a positive value m 2^e, as a number.</summary>
    static abstract TSelf BiasedExponent(TSelf value);

    /// <summary>Returns m of a positive value m 2^e, 1 &lt;= m &lt; 2.</summary>
    static abstract TSelf Mantissa(TSelf value);
}
