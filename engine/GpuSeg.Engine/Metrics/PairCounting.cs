namespace GpuSeg.Engine.Metrics;

/// <summary>
/// Agreement of two labellings by their pairs of voxels: a pair is together or apart in each. Definitions and degenerate cases are
/// scikit-learn's; sums are exact for any number of voxels.
/// </summary>
public static class PairCounting
{
    /// <summary>
    /// Computes the Rand index: share of the pairs together in both labellings or apart in both; 1 for fewer than two voxels.
    /// </summary>
    public static double Rand(ContingencyTable table)
    {
        var pairs = Pairs.Of(table);
        return pairs.All == 0 ? 1 : (double)(pairs.Both + pairs.Neither) / (double)pairs.All;
    }

    /// <summary>
    /// Computes the adjusted Rand index (Hubert and Arabie): the Rand index scaled so that chance gives 0 and equal partitions 1.
    /// </summary>
    public static double AdjustedRand(ContingencyTable table)
    {
        var (both, rows, columns, neither) = Pairs.Of(table);
        return rows == 0 && columns == 0
            ? 1
            : 2 * (double)(both * neither - rows * columns)
                / (double)((both + rows) * (rows + neither) + (both + columns) * (columns + neither));
    }

    /// <summary>
    /// Computes the Fowlkes-Mallows index: geometric mean of precision and recall of the pairs together; 0 if no pair is together in
    /// both.
    /// </summary>
    public static double FowlkesMallows(ContingencyTable table)
    {
        var (both, rows, columns, _) = Pairs.Of(table);
        return both == 0 ? 0 : Math.Sqrt((double)both / (double)(both + rows)) * Math.Sqrt((double)both / (double)(both + columns));
    }

    /// <summary>Ordered pairs of voxels, together in both labellings, in the rows' alone, in the columns' alone, or in neither.</summary>
    // 2^31 voxels have 2^62 pairs; their products need 128 bits.
    private sealed record Pairs(Int128 Both, Int128 Rows, Int128 Columns, Int128 Neither)
    {
        public Int128 All => Both + Rows + Columns + Neither;

        public static Pairs Of(ContingencyTable table)
        {
            ArgumentNullException.ThrowIfNull(table);
            Int128 n = table.Total;
            var cells = Squares(Enumerable.Range(0, table.Rows * table.Columns).Select(i => table[i / table.Columns, i % table.Columns]));
            var rows = Squares(Enumerable.Range(0, table.Rows).Select(table.RowSum));
            var columns = Squares(Enumerable.Range(0, table.Columns).Select(table.ColumnSum));
            return new(cells - n, rows - cells, columns - cells, n * n - rows - columns + cells);
        }

        private static Int128 Squares(IEnumerable<long> counts) => counts.Aggregate((Int128)0, (sum, count) => sum + (Int128)count * count);
    }
}
