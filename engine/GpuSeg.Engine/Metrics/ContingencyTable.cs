namespace GpuSeg.Engine.Metrics;

/// <summary>Counts of the voxels with each pair of labels of two labellings; agreement is computed from them.</summary>
public sealed class ContingencyTable
{
    // Fine enough to tell overlaps of 2^31 voxels apart, and sums of 255 of them fit in 64 bits.
    private const double DiceSteps = 1L << 40;

    private readonly long[,] _counts;
    private readonly long[] _rowSums;
    private readonly long[] _columnSums;

    /// <summary>Counts pairs of labels.</summary>
    /// <param name="rows">N labels below <paramref name="rowCount"/>, such as the truth.</param>
    /// <param name="columns">N labels below <paramref name="columnCount"/>, such as clusters.</param>
    /// <param name="rowCount">Number of row labels.</param>
    /// <param name="columnCount">Number of column labels.</param>
    /// <exception cref="ArgumentException">The labellings differ in length, or a label is not below its count.</exception>
    public ContingencyTable(ReadOnlySpan<byte> rows, ReadOnlySpan<byte> columns, int rowCount, int columnCount)
    {
        if (rows.Length != columns.Length)
        {
            throw new ArgumentException($"One labelling has {rows.Length} voxels and the other {columns.Length}; they must have the same.");
        }

        RequireBelow(rows, rowCount, nameof(rows));
        RequireBelow(columns, columnCount, nameof(columns));
        _counts = Count(rows, columns, rowCount, columnCount);
        (_rowSums, _columnSums) = Sums(_counts);
    }

    private ContingencyTable(long[,] counts)
    {
        _counts = counts;
        (_rowSums, _columnSums) = Sums(counts);
    }

    /// <summary>Number of row labels.</summary>
    public int Rows => _rowSums.Length;

    /// <summary>Number of column labels.</summary>
    public int Columns => _columnSums.Length;

    /// <summary>Number of voxels with this pair of labels.</summary>
    public long this[int row, int column] => _counts[row, column];

    /// <summary>Counts the voxels with this row label.</summary>
    public long RowSum(int row) => _rowSums[row];

    /// <summary>Counts the voxels with this column label.</summary>
    public long ColumnSum(int column) => _columnSums[column];

    /// <summary>Number of voxels N.</summary>
    public long Total => _rowSums.Sum();

    /// <summary>Returns the table of the voxels whose labels are both among these, in this order.</summary>
    public ContingencyTable Of(IReadOnlyList<int> rows, IReadOnlyList<int> columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        var counts = new long[rows.Count, columns.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            var (row, column) = (i / columns.Count, i % columns.Count);
            counts[row, column] = _counts[rows[row], columns[column]];
        }

        return new(counts);
    }

    /// <summary>
    /// Computes the Dice overlap of a row label A and a column label B, 2 |A and B| / (|A| + |B|); NaN if neither occurs.
    /// </summary>
    public double Dice(int row, int column) => 2.0 * _counts[row, column] / (_rowSums[row] + _columnSums[column]);

    /// <summary>
    /// Computes the Jaccard overlap of a row label A and a column label B, |A and B| / |A or B|; NaN if neither occurs.
    /// </summary>
    public double Jaccard(int row, int column) =>
        (double)_counts[row, column] / (_rowSums[row] + _columnSums[column] - _counts[row, column]);

    /// <summary>Finds the one-to-one matching of row to column labels that makes the most voxels agree.</summary>
    /// <returns>The column of every row; -1 for rows without a column if there are fewer columns than rows.</returns>
    public int[] Match() => Matching.Heaviest(_counts);

    /// <summary>
    /// Finds the one-to-one matching of these row to these column labels of largest summed Dice overlap; what no overlap decides goes to
    /// equal labels. Unlike <see cref="Match"/> it gives a small label its small counterpart, not the large one in which most of it lies.
    /// </summary>
    /// <returns>For every one of <paramref name="rows"/> the place in <paramref name="columns"/>; -1 for rows without one.</returns>
    public int[] MatchByDice(IReadOnlyList<int> rows, IReadOnlyList<int> columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        var weights = new long[rows.Count, columns.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            var (row, column) = (rows[i / columns.Count], columns[i % columns.Count]);
            var overlap = _counts[row, column] == 0 ? 0 : Dice(row, column);
            weights[i / columns.Count, i % columns.Count] = (long)(DiceSteps * overlap) + (row == column ? 1 : 0);
        }

        return Matching.Heaviest(weights);
    }

    /// <summary>Computes the share of the voxels whose labels are a pair of the matching; NaN without voxels.</summary>
    /// <param name="match">The column of every row, or -1, as <see cref="Match"/> gives it.</param>
    public double Agreement(IReadOnlyList<int> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        return (double)match.Select((column, row) => column < 0 ? 0 : _counts[row, column]).Sum() / Total;
    }

    // Neighbours mostly carry the same pair of labels: in one counter each addition would wait for the one before, so there are four.
    private static long[,] Count(ReadOnlySpan<byte> rows, ReadOnlySpan<byte> columns, int rowCount, int columnCount)
    {
        const int lanes = 4;
        var counters = new int[lanes * rowCount * columnCount];
        for (var i = 0; i < rows.Length; i++)
        {
            counters[(lanes * ((rows[i] * columnCount) + columns[i])) + (i % lanes)]++;
        }

        var counts = new long[rowCount, columnCount];
        for (var i = 0; i < counters.Length; i++)
        {
            counts[i / lanes / columnCount, i / lanes % columnCount] += counters[i];
        }

        return counts;
    }

    private static (long[] Rows, long[] Columns) Sums(long[,] counts)
    {
        var (rows, columns) = (new long[counts.GetLength(0)], new long[counts.GetLength(1)]);
        for (var i = 0; i < counts.Length; i++)
        {
            var (row, column) = (i / columns.Length, i % columns.Length);
            rows[row] += counts[row, column];
            columns[column] += counts[row, column];
        }

        return (rows, columns);
    }

    private static void RequireBelow(ReadOnlySpan<byte> labels, int count, string name)
    {
        var outside = count > byte.MaxValue ? -1 : labels.IndexOfAnyInRange((byte)count, byte.MaxValue);
        if (outside >= 0)
        {
            throw new ArgumentException($"Label {labels[outside]} is not below {count}, the number of labels.", name);
        }
    }
}
