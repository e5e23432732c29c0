namespace GpuSeg.Studies.Phantom;

/// <summary>
/// Random numbers by position instead of by order (SplitMix64 of seed, stream and counter): any thread may ask for any number.
/// Only operations that IEEE 754 rounds exactly are used, because the library's logarithm differs between machines in the last bit.
/// </summary>
internal readonly struct CounterRandom(int seed, int stream)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong _key = Mix(Mix((uint)seed) + (ulong)(uint)stream * Golden);

    /// <summary>Draws a uniform number in [0, 1), a multiple of 2^-53.</summary>
    public double Uniform(ulong counter) => (Mix(_key + counter * Golden) >> 11) * (1.0 / (1L << 53));

    /// <summary>Draws a uniform number in [low, high).</summary>
    public double Between(double low, double high, ulong counter) => low + (high - low) * Uniform(counter);

    /// <summary>Draws two independent standard normal numbers: Box and Muller's transform in Marsaglia's polar form.</summary>
    public (double First, double Second) Normals(ulong counter)
    {
        // A pair lies in the disc four times in five; 2^32 tries are reserved for every counter.
        for (var attempt = counter << 32; ; attempt += 2)
        {
            var (x, y) = (Between(-1, 1, attempt), Between(-1, 1, attempt + 1));
            var square = x * x + y * y;
            if (square is <= 0 or >= 1)
            {
                continue;
            }

            var scale = Math.Sqrt(-2 * Log(square) / square);
            return (x * scale, y * scale);
        }
    }

    /// <summary>Computes the natural logarithm of a positive normal number, to about 1e-15.</summary>
    /// <remarks>x = m 2^e with m near 1, ln m = 2 artanh((m - 1) / (m + 1)).</remarks>
    internal static double Log(double x)
    {
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            (mantissa, exponent) = (mantissa / 2, exponent + 1);
        }

        var z = (mantissa - 1) / (mantissa + 1);
        var square = z * z;
        var sum = 0.0;
        for (var odd = 19; odd > 0; odd -= 2)
        {
            sum = sum * square + 1.0 / odd;
        }

        return 2 * z * sum + exponent * 0.6931471805599453;
    }

    private static ulong Mix(ulong z)
    {
        z += Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
