using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Shared;

/// <summary>The float32 form of a mixture: what the kernels of every float32 backend read, and how their sums become moments.</summary>
/// <remarks>
/// One component after the other: log2 offset less the largest (1), mean (D), factor U (packed triangle), so that
/// log2 density = offset - |U (x - m)|^2. Powers of two, because 2^x and log2 are what hardware computes. Less the largest, because in
/// float32 a large offset would take digits from every voxel's density, all in the same direction.
/// </remarks>
internal static class PackedMixture
{
    /// <summary>The natural logarithm of 2.</summary>
    public const double Ln2 = 0.693147180559945309417;

    /// <summary>sqrt(1 / (2 ln 2)): with it, |scale U (x - m)|^2 is |U (x - m)|^2 / 2 in units of log 2.</summary>
    public const double FactorScale = 0.84932180028801904272;

    /// <summary>Returns the number of floats of a component.</summary>
    public static int Size(int dimensions) => 1 + dimensions + Triangular.Size(dimensions);

    /// <summary>Returns the largest offset of <paramref name="density"/>, which is added again in double to every log-density.</summary>
    public static double LargestOffset(MixtureDensity density)
    {
        var largest = density.Offsets[0];
        foreach (var offset in density.Offsets)
        {
            largest = Math.Max(largest, offset);
        }

        return largest;
    }

    /// <summary>Returns whether the sums of component <paramref name="component"/> need <see cref="Whitening"/>.</summary>
    public static bool NeedsWhitening(MixtureDensity density, int component)
    {
        var size = Triangular.Size(density.Dimensions);
        return Whitening.IsNeeded(density.Factors.AsSpan(component * size, size), density.Dimensions);
    }

    /// <summary>Writes all components of <paramref name="density"/> to <paramref name="packed"/>; shape (K, <see cref="Size"/>).</summary>
    public static void Pack(MixtureDensity density, Span<float> packed)
    {
        var (d, size, largest) = (density.Dimensions, Triangular.Size(density.Dimensions), LargestOffset(density));
        for (var k = 0; k < density.Components; k++)
        {
            packed[0] = (float)((density.Offsets[k] - largest) / Ln2);
            Round(density.Means.AsSpan(k * d, d), 1, packed[1..]);
            Round(density.Factors.AsSpan(k * size, size), FactorScale, packed[(1 + d)..]);
            packed = packed[Size(d)..];
        }
    }

    /// <summary>
    /// Writes the sums of a component, in the order r (1), r z (D), r z z' (packed triangle), to <paramref name="moments"/>.
    /// </summary>
    /// <param name="moments">The moments of the mixture.</param>
    /// <param name="component">The component.</param>
    /// <param name="sums">The sums of z = x - m, or of z = U (x - m) if they are whitened.</param>
    /// <param name="packed">The component as the kernels read it.</param>
    /// <param name="isWhitened">Whether the sums are whitened.</param>
    public static void Read(
        Moments moments, int component, ReadOnlySpan<double> sums, ReadOnlySpan<float> packed, bool isWhitened)
    {
        var (d, size) = (moments.Dimensions, Triangular.Size(moments.Dimensions));
        moments.Weight[component] = sums[0];
        sums.Slice(1, d).CopyTo(moments.First.AsSpan(component * d));
        sums.Slice(1 + d, size).CopyTo(moments.Second.AsSpan(component * size));
        for (var j = 0; j < d; j++)
        {
            moments.Centres[(component * d) + j] = packed[1 + j];
        }

        if (isWhitened)
        {
            var factor = new double[size];
            for (var i = 0; i < size; i++)
            {
                factor[i] = packed[1 + d + i];
            }

            Whitening.Undo(moments, component, factor);
        }
    }

    /// <summary>Rounds <paramref name="scale"/> times each of <paramref name="values"/> to float32.</summary>
    public static void Round(ReadOnlySpan<double> values, double scale, Span<float> rounded)
    {
        for (var i = 0; i < values.Length; i++)
        {
            rounded[i] = (float)(values[i] * scale);
        }
    }
}
