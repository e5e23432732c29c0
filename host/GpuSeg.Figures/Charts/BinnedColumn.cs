namespace GpuSeg.Figures.Charts;

/// <summary>The bin of every value of an image, found once for all its pairs.</summary>
internal sealed class BinnedColumn
{
    public BinnedColumn(ReadOnlySpan<float> values, int bins)
    {
        (Edges, Bins) = (BinEdges.Around(values, bins), new ushort[values.Length]);
        for (var i = 0; i < values.Length; i++)
            Bins[i] = (ushort)Edges.BinOf(values[i]);
    }

    public BinEdges Edges { get; }

    public ushort[] Bins { get; }
}
