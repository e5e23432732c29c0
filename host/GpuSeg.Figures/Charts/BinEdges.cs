using System.Numerics;

namespace GpuSeg.Figures.Charts;

/// <summary>Edges of equal bins, placed as by numpy.linspace.</summary>
internal sealed class BinEdges
{
    private readonly double[] _edges;
    private readonly double _binsPerUnit;

    private BinEdges(double low, double high, int bins)
    {
        var step = (high - low) / bins;
        _edges = [.. Enumerable.Range(0, bins).Select(i => (i * step) + low), high];
        _binsPerUnit = bins / (high - low);
    }

    /// <summary>Places edges from the smallest to the largest finite value, or half a unit on both sides of a single value.</summary>
    /// <exception cref="ArgumentException">No value is finite.</exception>
    public static BinEdges Around<T>(ReadOnlySpan<T> values, int bins) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (low, high) = Extremes(values);
        return high > low ? new(low, high, bins)
            : high == low ? new(low - 0.5, high + 0.5, bins)
            : throw new ArgumentException("A histogram needs at least one finite value.", nameof(values));
    }

    public int Count => _edges.Length - 1;

    public double Low => _edges[0];

    public double High => _edges[^1];

    public double[] ToArray() => [.. _edges];

    /// <summary>Finds the bin of a value between the first and the last edge by the edges themselves, not by a rounded quotient.</summary>
    public int BinOf(double value)
    {
        var bin = Math.Min((int)((value - Low) * _binsPerUnit), Count - 1);
        while (value < _edges[bin])
        {
            bin--;
        }

        while (bin < Count - 1 && value >= _edges[bin + 1])
        {
            bin++;
        }

        return bin;
    }

    private static (double Low, double High) Extremes<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (low, high) = (T.PositiveInfinity, T.NegativeInfinity);
        foreach (var value in values)
        {
            if (T.IsFinite(value))
            {
                (low, high) = (value < low ? value : low, value > high ? value : high);
            }
        }

        return (double.CreateTruncating(low), double.CreateTruncating(high));
    }
}
