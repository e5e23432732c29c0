namespace GpuSeg.Engine.Metrics;

/// <summary>How often each label of one labelling meets each label of another; what agreement is computed from.</summary>
public sealed class ContingencyTable
{
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
        (_counts, _rowSums, _columnSums) = (new long[rowCount, columnCount], new long[rowCount], new long[columnCount]);
        for (var i = 0; i < rows.Length; i++)
        {
            _counts[rows[i], columns[i]]++;
            _rowSums[rows[i]]++;
            _columnSums[columns[i]]++;
        }
    }

    /// <summary>Number of row labels.</summary>
    public int Rows => _rowSums.Length;

    /// <summary>Number of column labels.</summary>
    public int Columns => _columnSums.Length;

    /// <summary>Number of voxels with this pair of labels.</summary>
    public long this[int row, int column] => _counts[row, column];

    /// <summary>Dice overlap of a row label A and a column label B, 2 |A and B| / (|A| + |B|); NaN if neither occurs.</summary>
    public double Dice(int row, int column) => 2.0 * _counts[row, column] / (_rowSums[row] + _columnSums[column]);

    /// <summary>The one-to-one matching of row to column labels that makes the most voxels agree.</summary>
    /// <returns>The column of every row; -1 for rows without one, where there are fewer columns than rows.</returns>
    public int[] Match() => Matching.Heaviest(_counts);

    private static void RequireBelow(ReadOnlySpan<byte> labels, int count, string name)
    {
        foreach (var label in labels)
        {
            if (label >= count)
            {
                throw new ArgumentException($"Label {label} is not below {count}, the number of labels.", name);
            }
        }
    }
}
