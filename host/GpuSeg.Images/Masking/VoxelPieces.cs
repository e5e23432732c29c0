using System.Numerics;

namespace GpuSeg.Images.Masking;

/// <summary>The pieces of a set of voxels: voxels of a piece are connected over faces.</summary>
internal sealed class VoxelPieces
{
    private readonly List<Run> _runs = [];
    private readonly List<int> _parents = [];
    private readonly BitRows _rows;

    private VoxelPieces(BitRows rows) => _rows = rows;

    private readonly record struct Run(int Row, int Start, int End);

    /// <summary>Counts the pieces of a set.</summary>
    public static int Count(ReadOnlySpan<ulong> words, (int X, int Y, int Z) shape)
    {
        using var rows = BitRows.Of(words, shape);
        var pieces = new VoxelPieces(rows);
        pieces.Join();
        return pieces._parents.Where((parent, run) => parent == run).Count();
    }

    /// <summary>Keeps the largest piece of a set; of equally large ones the first.</summary>
    public static void KeepLargest(BitRows rows)
    {
        var pieces = new VoxelPieces(rows);
        pieces.Join();
        var sizes = new int[pieces._runs.Count];
        for (var run = 0; run < sizes.Length; run++)
        {
            sizes[pieces.Root(run)] += pieces._runs[run].End - pieces._runs[run].Start;
        }

        var largest = Array.IndexOf(sizes, sizes.DefaultIfEmpty().Max());
        rows.Words.Clear();
        for (var run = 0; run < sizes.Length; run++)
        {
            if (pieces.Root(run) == largest)
            {
                Set(rows[pieces._runs[run].Row], pieces._runs[run]);
            }
        }
    }

    private static void Set(Span<ulong> row, Run run)
    {
        for (var x = run.Start; x < run.End; x++)
        {
            row[x / VoxelBits.WordLength] |= 1UL << (x % VoxelBits.WordLength);
        }
    }

    private void Join()
    {
        var first = new int[_rows.Count + 1];
        for (var r = 0; r < _rows.Count; r++)
        {
            first[r] = _runs.Count;
            AddRuns(r);
            var y = r % _rows.Shape.Y;
            if (y > 0)
            {
                Connect(first[r - 1], first[r], first[r], _runs.Count);
            }

            if (r >= _rows.Shape.Y)
            {
                var below = r - _rows.Shape.Y;
                Connect(first[below], first[below + 1], first[r], _runs.Count);
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
                var from = (i * VoxelBits.WordLength) + at;
                if (from != end)
                {
                    Add(r, start, end);
                    start = from;
                }

                end = from + length;
                bits = at + length >= VoxelBits.WordLength ? 0 : bits >> (at + length) << (at + length);
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

    // Joins the runs of two rows that overlap.
    private void Connect(int a, int endA, int b, int endB)
    {
        while (a < endA && b < endB)
        {
            if (_runs[a].Start < _runs[b].End && _runs[b].Start < _runs[a].End)
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
