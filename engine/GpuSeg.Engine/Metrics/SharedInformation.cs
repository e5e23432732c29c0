namespace GpuSeg.Engine.Metrics;

/// <summary>
/// Agreement of two labellings by what one tells of the other, in nats. Definitions and degenerate cases are scikit-learn's.
/// </summary>
public sealed class SharedInformation
{
    private readonly double _rowEntropy;
    private readonly double _columnEntropy;
    private readonly double _expected;
    private readonly bool _samePartition;

    /// <summary>Computes entropies, mutual information and its expectation.</summary>
    public SharedInformation(ContingencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        long[] rows = [.. Enumerable.Range(0, table.Rows).Select(table.RowSum).Where(sum => sum > 0)];
        long[] columns = [.. Enumerable.Range(0, table.Columns).Select(table.ColumnSum).Where(sum => sum > 0)];
        (_rowEntropy, _columnEntropy) = (Entropy(rows, table.Total), Entropy(columns, table.Total));
        (Mutual, var met) = MutualOf(table);
        _samePartition = met == rows.Length && met == columns.Length;
        _expected = rows.Length < 2 || columns.Length < 2 ? 0 : ExpectedInformation.Of(rows, columns, table.Total);
    }

    /// <summary>Mutual information I(rows; columns), at least 0.</summary>
    public double Mutual { get; }

    /// <summary>I / H(rows): 1 if every column label lies within one row label, and if there is only one row label.</summary>
    public double Homogeneity => _rowEntropy == 0 ? 1 : Mutual / _rowEntropy;

    /// <summary>I / H(columns): 1 if every row label lies within one column label, and if there is only one column label.</summary>
    public double Completeness => _columnEntropy == 0 ? 1 : Mutual / _columnEntropy;

    /// <summary>
    /// I over the arithmetic mean of the two entropies; 1 where both labellings are constant. The V-measure, the harmonic mean of
    /// homogeneity and completeness, is the same number.
    /// </summary>
    public double Normalized => _rowEntropy + _columnEntropy == 0 ? 1 : 2 * Mutual / (_rowEntropy + _columnEntropy);

    /// <summary>
    /// (I - E) / (mean entropy - E), E being the expectation of I over random labellings with the same numbers of voxels per label: chance
    /// gives 0; equal partitions give 1, also where E leaves nothing to gain.
    /// </summary>
    public double Adjusted => _samePartition ? 1 : (Mutual - _expected) / ((_rowEntropy + _columnEntropy) / 2 - _expected);

    private static double Entropy(long[] counts, double n) => counts.Length < 2 ? 0 : -counts.Sum(count => count / n * Math.Log(count / n));

    private static (double Information, int MetPairs) MutualOf(ContingencyTable table)
    {
        var (n, information, met) = ((double)table.Total, 0.0, 0);
        for (var i = 0; i < table.Rows; i++)
        {
            for (var j = 0; j < table.Columns; j++)
            {
                if (table[i, j] > 0)
                {
                    information += table[i, j] / n * Math.Log(table[i, j] / (double)table.RowSum(i) * (n / table.ColumnSum(j)));
                    met++;
                }
            }
        }

        return (Math.Max(information, 0), met);
    }
}
