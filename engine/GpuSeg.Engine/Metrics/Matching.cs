namespace GpuSeg.Engine.Metrics;

/// <summary>The assignment problem, solved by the Hungarian method with shortest augmenting paths in O(n^3).</summary>
public static class Matching
{
    private const int None = -1;

    /// <summary>
    /// Finds the one-to-one matching of rows to columns of largest total weight that leaves out no row, or no column if these are fewer.
    /// </summary>
    /// <returns>The column of every row, or -1.</returns>
    public static int[] Heaviest(long[,] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (rows, columns) = (weights.GetLength(0), weights.GetLength(1));
        // The method matches every row: missing columns are added with weight zero.
        var search = new Search(rows, Math.Max(rows, columns), (i, j) => j < columns ? -weights[i, j] : 0);
        return [.. search.Solve().Select(column => column < columns ? column : None)];
    }

    /// <summary>Cheapest matching of all rows; potentials keep cost(i, j) - u_i - v_j at 0 on matched pairs and never below it.</summary>
    private sealed class Search(int rows, int columns, Func<int, int, long> cost)
    {
        private readonly long[] _u = new long[rows];
        private readonly long[] _v = new long[columns];
        private readonly int[] _rowOf = [.. Enumerable.Repeat(None, columns)];

        public int[] Solve()
        {
            for (var row = 0; row < rows; row++)
            {
                Augment(row);
            }

            return [.. Enumerable.Range(0, rows).Select(row => Array.IndexOf(_rowOf, row))];
        }

        /// <summary>Searches from a free row to the nearest free column; the matching is turned over along the path.</summary>
        private void Augment(int free)
        {
            long[] distance = [.. Enumerable.Repeat(long.MaxValue, columns)];
            int[] previous = [.. Enumerable.Repeat(None, columns)];
            var done = new bool[columns];
            var (row, reached, column) = (free, 0L, None);
            do
            {
                Relax(row, column, reached, distance, previous, done);
                column = Nearest(distance, done);
                (reached, row, done[column]) = (distance[column], _rowOf[column], true);
            }
            while (row != None);
            UpdatePotentials(free, reached, distance, done);
            TurnOver(free, column, previous);
        }

        private void Relax(int row, int from, long reached, long[] distance, int[] previous, bool[] done)
        {
            for (var j = 0; j < columns; j++)
            {
                var through = reached + cost(row, j) - _u[row] - _v[j];
                if (!done[j] && through < distance[j])
                {
                    (distance[j], previous[j]) = (through, from);
                }
            }
        }

        private static int Nearest(long[] distance, bool[] done) =>
            Enumerable.Range(0, done.Length).Where(j => !done[j]).MinBy(j => distance[j]);

        private void UpdatePotentials(int free, long reached, long[] distance, bool[] done)
        {
            _u[free] += reached;
            for (var j = 0; j < columns; j++)
            {
                if (done[j] && distance[j] < reached)
                {
                    _v[j] -= reached - distance[j];
                    _u[_rowOf[j]] += reached - distance[j];
                }
            }
        }

        private void TurnOver(int free, int column, int[] previous)
        {
            for (; column != None; column = previous[column])
            {
                _rowOf[column] = previous[column] == None ? free : _rowOf[previous[column]];
            }
        }
    }
}
