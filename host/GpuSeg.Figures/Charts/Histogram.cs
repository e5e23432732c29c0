using System.Numerics;

namespace GpuSeg.Figures.Charts;

/// <summary>
/// Counts of values in equal bins, as numpy.histogram counts: bin b holds edge b &lt;= value &lt; edge b + 1; the last bin also holds
/// its upper edge. Bins reach from the smallest to the largest finite value; a single value lies in the middle of a range of 1.
/// </summary>
public sealed class Histogram
{
    private Histogram(double[] edges, long[] counts, long zeros, long notFinite) =>
        (Edges, Counts, Zeros, NotFinite) = (edges, counts, zeros, notFinite);

    /// <summary>Edges of the bins, one more than there are bins.</summary>
    public IReadOnlyList<double> Edges { get; }

    /// <summary>Number of values in each bin.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>Number of values that are exactly 0.</summary>
    public long Zeros { get; }

    /// <summary>Number of values that are NaN or infinite, and in no bin.</summary>
    public long NotFinite { get; }

    /// <summary>Counts values; they are compared with edges in double.</summary>
    /// <exception cref="ArgumentException">No value is finite.</exception>
    public static Histogram Of<T>(ReadOnlySpan<T> values, int bins = 50) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var edges = BinEdges.Around(values, bins);
        var (counts, zeros, notFinite) = (new long[bins], 0L, 0L);
        foreach (var value in values)
        {
            if (value == T.Zero)
            {
                zeros++;
            }
            else if (T.IsFinite(value))
            {
                counts[edges.BinOf(double.CreateTruncating(value))]++;
            }
            else
            {
                notFinite++;
            }
        }
        // Zeros are counted at once: most voxels of an image are background.
        if (zeros > 0)
        {
            counts[edges.BinOf(0)] += zeros;
        }

        return new(edges.ToArray(), counts, zeros, notFinite);
    }
}
