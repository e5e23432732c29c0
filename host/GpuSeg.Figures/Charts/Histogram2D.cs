namespace GpuSeg.Figures.Charts;

/// <summary>
/// Counts of pairs of values in equal bins of both, as numpy.histogram2d counts: each bin holds its lower edges, the last bin also its
/// upper edge.
/// </summary>
public sealed class Histogram2D
{
    private readonly int[] _counts;

    private Histogram2D(BinEdges x, BinEdges y, int[] counts)
    {
        (XEdges, YEdges, _counts) = (x.ToArray(), y.ToArray(), counts);
        Largest = counts.Max();
    }

    /// <summary>Edges of the bins of the first value, one more than there are bins.</summary>
    public IReadOnlyList<double> XEdges { get; }

    /// <summary>Edges of the bins of the second value.</summary>
    public IReadOnlyList<double> YEdges { get; }

    /// <summary>The largest count.</summary>
    public int Largest { get; }

    /// <summary>Number of pairs in bin <paramref name="x"/> of the first value and bin <paramref name="y"/> of the second.</summary>
    public int this[int x, int y] => _counts[(x * (YEdges.Count - 1)) + y];

    /// <summary>Counts pairs of finite values.</summary>
    public static Histogram2D Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int bins = 100) =>
        Of(new BinnedColumn(x, bins), new BinnedColumn(y, bins));

    internal static Histogram2D Of(BinnedColumn x, BinnedColumn y)
    {
        var (counts, rowLength) = (new int[x.Edges.Count * y.Edges.Count], y.Edges.Count);
        for (var i = 0; i < x.Bins.Length; i++)
        {
            counts[(x.Bins[i] * rowLength) + y.Bins[i]]++;
        }

        return new(x.Edges, y.Edges, counts);
    }
}

/// <summary>The bins of an image's values, found once for all pairs of the image.</summary>
internal sealed class BinnedColumn
{
    public BinnedColumn(ReadOnlySpan<float> values, int bins)
    {
        (Edges, Bins) = (BinEdges.Around(values, bins), new ushort[values.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            Bins[i] = (ushort)Edges.BinOf(values[i]);
        }
    }

    public BinEdges Edges { get; }

    public ushort[] Bins { get; }
}
