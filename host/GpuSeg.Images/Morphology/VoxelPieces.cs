using System.Numerics;

namespace GpuSeg.Images.Morphology;

/// <summary>The pieces of a set of voxels: voxels of a piece are connected over faces, or also over edges and corners.</summary>
public sealed class VoxelPieces
{
    // The earlier rows beside a row, by their distance in y and z.
    private static readonly (int Y, int Z)[] s_facing = [(-1, 0), (0, -1)];
    private static readonly (int Y, int Z)[] s_touching = [(-1, 0), (0, -1), (-1, -1), (1, -1)];

    private readonly List<Run> _runs = [];
    private readonly List<int> _parents = [];
    private readonly BitRows _rows;
    private readonly bool _diagonal;

    private VoxelPieces(BitRows rows, bool diagonal) => (_rows, _diagonal) = (rows, diagonal);

    private readonly record struct Run(int Row, int Start, int End);

    /// <summary>Counts the pieces of a set.</summary>
    internal static int Count(ReadOnlySpan<ulong> words, (int X, int Y, int Z) shape)
    {
        using var rows = BitRows.Of(words, shape);
        var pieces = new VoxelPieces(rows, diagonal: false);
        pieces.Join();
        return pieces._parents.Where((parent, run) => parent == run).Count();
    }

    /// <summary>Keeps the largest piece of a set; of equally large ones the first.</summary>
    public static void KeepLargest(BitRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var pieces = new VoxelPieces(rows, diagonal: false);
        pieces.KeepHeaviest(run => run.End - run.Start);
    }

    /// <summary>Keeps the heaviest piece of a set; of equally heavy ones the first. Voxels are connected over corners, too.</summary>
    /// <param name="rows">The set.</param>
    /// <param name="weight">Gives the weight of a voxel by its index in file order.</param>
    public static void KeepHeaviest(BitRows rows, Func<int, double> weight)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(weight);
        var pieces = new VoxelPieces(rows, diagonal: true);
        pieces.KeepHeaviest(run =>
        {
            var sum = 0.0;
            for (var x = run.Start; x < run.End; x++)
            {
                sum += weight(run.Row * rows.Shape.X + x);
            }

            return sum;
        });
    }

    /// <summary>Removes the pieces of fewer voxels. Voxels are connected over corners, too.</summary>
    /// <param name="rows">The set.</param>
    /// <param name="least">Number of voxels of the smallest piece that stays.</param>
    public static void RemoveSmall(BitRows rows, int least)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var pieces = new VoxelPieces(rows, diagonal: true);
        var sizes = pieces.Weigh(run => run.End - run.Start);
        pieces.Keep(root => sizes[root] >= least);
    }

    private void KeepHeaviest(Func<Run, double> weight)
    {
        var weights = Weigh(weight);
        var heaviest = Array.IndexOf(weights, weights.DefaultIfEmpty().Max());
        Keep(root => root == heaviest);
    }

    // The weights of the pieces, at their first runs.
    private double[] Weigh(Func<Run, double> weight)
    {
        Join();
        var weights = new double[_runs.Count];
        for (var run = 0; run < weights.Length; run++)
        {
            weights[Root(run)] += weight(_runs[run]);
        }

        return weights;
    }

    private void Keep(Func<int, bool> keeps)
    {
        _rows.Words.Clear();
        for (var run = 0; run < _runs.Count; run++)
        {
            if (keeps(Root(run)))
            {
                Set(_rows[_runs[run].Row], _runs[run]);
            }
        }
    }

    private static void Set(Span<ulong> row, Run run)
    {
        for (var x = run.Start; x < run.End; x++)
        {
            row[x / BitRows.WordLength] |= 1UL << (x % BitRows.WordLength);
        }
    }

    private void Join()
    {
        var first = new int[_rows.RowCount + 1];
        for (var r = 0; r < _rows.RowCount; r++)
        {
            first[r] = _runs.Count;
            AddRuns(r);
            var (y, z) = (r % _rows.Shape.Y, r / _rows.Shape.Y);
            foreach (var (byY, byZ) in _diagonal ? s_touching : s_facing)
            {
                if ((uint)(y + byY) < (uint)_rows.Shape.Y && z + byZ >= 0)
                {
                    var before = r + byY + byZ * _rows.Shape.Y;
                    Connect(first[before], first[before + 1], first[r], _runs.Count);
                }
            }
        }
    }

    private void AddRuns(int r)
    {
        var row = _rows[r];
        var (start, end) = (-1, -1);
        for (var i = 0; i < row.Length; i++)
        {
            for (var bits = row[i]; bits != 0;)
            {
                var at = BitOperations.TrailingZeroCount(bits);
                var length = BitOperations.TrailingZeroCount(~(bits >> at));
                var from = (i * BitRows.WordLength) + at;
                if (from != end)
                {
                    Add(r, start, end);
                    start = from;
                }

                end = from + length;
                bits = at + length >= BitRows.WordLength ? 0 : bits >> (at + length) << (at + length);
            }
        }

        Add(r, start, end);
    }

    private void Add(int row, int start, int end)
    {
        if (end > start)
        {
            _parents.Add(_runs.Count);
            _runs.Add(new(row, start, end));
        }
    }

    // Joins the runs of two rows that overlap or, diagonally, touch.
    private void Connect(int a, int endA, int b, int endB)
    {
        var reach = _diagonal ? 1 : 0;
        while (a < endA && b < endB)
        {
            if (_runs[a].Start < _runs[b].End + reach && _runs[b].Start < _runs[a].End + reach)
            {
                var (one, other) = (Root(a), Root(b));
                _parents[Math.Max(one, other)] = Math.Min(one, other);
            }

            if (_runs[a].End < _runs[b].End)
            {
                a++;
            }
            else
            {
                b++;
            }
        }
    }

    private int Root(int run)
    {
        while (_parents[run] != run)
        {
            _parents[run] = _parents[_parents[run]];
            run = _parents[run];
        }

        return run;
    }
}
