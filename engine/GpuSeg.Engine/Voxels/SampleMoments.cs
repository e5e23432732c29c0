using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Engine.Voxels;

/// <summary>Number, sum and squared deviations, sum (x - mean)^2, of some values about an origin, in double.</summary>
/// <remarks>
/// Deviations are taken from the mean of a block and corrected when blocks are put together (Chan, Golub and LeVeque 1983): one sweep over
/// memory, and none of the digits lost that sum x^2 - (sum x)^2 / N loses. The correction is a difference of means, which keeps its digits
/// if the origin, such as any of the values, is no farther from them than a few times their spread.
/// </remarks>
internal readonly record struct SampleMoments(int Count, double Sum, double Squares)
{
    /// <summary>Less the origin.</summary>
    public double Mean => Sum / Count;

    /// <summary>Population variance.</summary>
    public double Variance => Squares / Count;

    /// <summary>Computes the moments of one block, x - origin. A value that is not finite makes the sum so.</summary>
    public static SampleMoments Of(ReadOnlySpan<float> block, double origin)
    {
        var sum = SumOf(block, origin);
        return new(block.Length, sum, SquaresAbout(origin + (sum / block.Length), block));
    }

    /// <summary>Computes the moments of these values and others together.</summary>
    public SampleMoments With(SampleMoments other)
    {
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        var (count, between) = (Count + other.Count, other.Mean - Mean);
        return new(count, Sum + other.Sum, Squares + other.Squares + (between * between * Count * ((double)other.Count / count)));
    }

    private static double SumOf(ReadOnlySpan<float> values, double origin)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var (low, high, origins) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256.Create(origin));
        foreach (var vector in vectors)
        {
            low += Vector256.WidenLower(vector) - origins;
            high += Vector256.WidenUpper(vector) - origins;
        }

        var sum = SumOf(low + high);
        foreach (var x in values[(vectors.Length * Vector256<float>.Count)..])
        {
            sum += x - origin;
        }

        return sum;
    }

    private static double SquaresAbout(double mean, ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var (low, high, means) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256.Create(mean));
        foreach (var vector in vectors)
        {
            var (lower, upper) = (Vector256.WidenLower(vector) - means, Vector256.WidenUpper(vector) - means);
            low = Vector256.FusedMultiplyAdd(lower, lower, low);
            high = Vector256.FusedMultiplyAdd(upper, upper, high);
        }

        var squares = SumOf(low + high);
        foreach (var x in values[(vectors.Length * Vector256<float>.Count)..])
        {
            squares += (x - mean) * (x - mean);
        }

        return squares;
    }

    // In the order of the lanes: Vector256.Sum adds in another order at another vector width.
    private static double SumOf(Vector256<double> lanes)
    {
        var sum = 0d;
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
        {
            sum += lanes[lane];
        }

        return sum;
    }
}
