using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Images.Morphology;

/// <summary>
/// One bit for every voxel of a grid, with whole words for every row along the first axis, so that neighbouring rows have the same
/// bits. Memory comes from a pool.
/// </summary>
public sealed class BitRows : IDisposable
{
    /// <summary>Number of voxels in a word.</summary>
    internal const int WordLength = 64;

    // Bytes, whose pool is compiled ahead in the framework.
    private readonly byte[] _bytes;

    /// <summary>Creates rows of zeros.</summary>
    public BitRows((int X, int Y, int Z) shape)
    {
        (Shape, Stride) = (shape, WordsFor(shape.X));
        _bytes = ArrayPool<byte>.Shared.Rent(Stride * RowCount * sizeof(ulong));
        Words.Clear();
    }

    /// <summary>Number of voxels along the axes.</summary>
    public (int X, int Y, int Z) Shape { get; }

    /// <summary>Words per row.</summary>
    internal int Stride { get; }

    /// <summary>Number of rows; row y + Y z is at (y, z).</summary>
    internal int RowCount => Shape.Y * Shape.Z;

    /// <summary>All words.</summary>
    internal Span<ulong> Words => MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(0, Stride * RowCount * sizeof(ulong)));

    /// <summary>Bits of the voxels in the last word of a row.</summary>
    internal ulong LastWord => ulong.MaxValue >> (Stride * WordLength - Shape.X);

    /// <summary>Gets a row.</summary>
    internal Span<ulong> this[int row] => Words.Slice(row * Stride, Stride);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    /// <summary>Creates the rows of the words of a mask.</summary>
    internal static BitRows Of(ReadOnlySpan<ulong> words, (int X, int Y, int Z) shape)
    {
        var rows = new BitRows(shape);
        for (var r = 0; r < rows.RowCount; r++)
        {
            var row = rows[r];
            var start = (long)r * shape.X;
            var (at, shift) = ((int)(start / WordLength), (int)(start % WordLength));
            for (var i = 0; i < row.Length; i++)
            {
                var high = shift == 0 || at + i + 1 >= words.Length ? 0 : words[at + i + 1] << (WordLength - shift);
                row[i] = words[at + i] >> shift | high;
            }

            row[^1] &= rows.LastWord;
        }

        return rows;
    }

    /// <summary>Sets the bits of a mask that are set in the rows; other bits keep their value.</summary>
    internal void AddTo(Span<ulong> words)
    {
        for (var r = 0; r < RowCount; r++)
        {
            var row = this[r];
            var start = (long)r * Shape.X;
            var (at, shift) = ((int)(start / WordLength), (int)(start % WordLength));
            for (var i = 0; i < row.Length; i++)
            {
                words[at + i] |= row[i] << shift;
                if (shift != 0 && row[i] >> (WordLength - shift) is var high && high != 0)
                {
                    words[at + i + 1] |= high;
                }
            }
        }
    }

    /// <summary>Inverts every voxel.</summary>
    public void Invert()
    {
        for (var r = 0; r < RowCount; r++)
        {
            var row = this[r];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = ~row[i];
            }

            row[^1] &= LastWord;
        }
    }

    /// <summary>Counts the voxels in the set.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var word in Words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Adds a voxel to the set.</summary>
    /// <param name="voxel">Index in file order.</param>
    public void Add(int voxel) => this[voxel / Shape.X][voxel % Shape.X / WordLength] |= 1UL << (voxel % Shape.X);

    /// <summary>Adds voxels of one row to the set.</summary>
    /// <param name="voxels">Indices in file order.</param>
    /// <param name="row">The row y + Y z.</param>
    public void Add(ReadOnlySpan<int> voxels, int row)
    {
        var words = this[row];
        foreach (var voxel in voxels)
        {
            var x = voxel - row * Shape.X;
            words[x / WordLength] |= 1UL << (x % WordLength);
        }
    }

    /// <summary>Returns whether a voxel is in the set.</summary>
    /// <param name="voxel">Index in file order.</param>
    public bool Contains(int voxel) => Contains(voxel % Shape.X, voxel / Shape.X);

    /// <summary>Returns whether a voxel is in the set.</summary>
    /// <param name="x">Index along the first axis.</param>
    /// <param name="row">The row y + Y z.</param>
    public bool Contains(int x, int row) => (Words[row * Stride + x / WordLength] >> (x % WordLength) & 1) != 0;

    /// <summary>Creates the set of the voxels whose value lies above a threshold; NaN never does.</summary>
    /// <param name="values">A value per voxel in file order.</param>
    /// <param name="shape">Voxels along the axes.</param>
    /// <param name="threshold">The threshold.</param>
    public static BitRows Above(ReadOnlySpan<float> values, (int X, int Y, int Z) shape, float threshold)
    {
        var rows = new BitRows(shape);
        var thresholds = Vector256.Create(threshold);
        for (var r = 0; r < rows.RowCount; r++)
        {
            var row = rows[r];
            var line = values.Slice(r * shape.X, shape.X);
            var x = 0;
            for (; x <= line.Length - Vector256<float>.Count; x += Vector256<float>.Count)
            {
                ulong above = Vector256.GreaterThan(Vector256.Create(line[x..]), thresholds).ExtractMostSignificantBits();
                row[x / WordLength] |= above << (x % WordLength);
            }

            for (; x < line.Length; x++)
            {
                row[x / WordLength] |= (line[x] > threshold ? 1UL : 0) << (x % WordLength);
            }
        }

        return rows;
    }

    /// <summary>Lists the voxels of the set as indices in file order, ascending.</summary>
    public int[] ToArray()
    {
        var (voxels, next) = (new int[Count()], 0);
        for (var r = 0; r < RowCount; r++)
        {
            var row = this[r];
            for (var i = 0; i < row.Length; i++)
            {
                for (var bits = row[i]; bits != 0; bits &= bits - 1)
                {
                    voxels[next++] = r * Shape.X + i * WordLength + BitOperations.TrailingZeroCount(bits);
                }
            }
        }

        return voxels;
    }

    /// <summary>Lists the voxels of a subset by their ranks among the voxels of this set, from 0, ascending.</summary>
    public int[] RanksOf(BitRows subset)
    {
        ArgumentNullException.ThrowIfNull(subset);
        var (ranks, next, before) = (new int[subset.Count()], 0, 0);
        for (var i = 0; i < Words.Length; i++)
        {
            for (var bits = subset.Words[i]; bits != 0; bits &= bits - 1)
            {
                ranks[next++] = before + BitOperations.PopCount(Words[i] & ((bits & (0 - bits)) - 1));
            }

            before += BitOperations.PopCount(Words[i]);
        }

        return ranks;
    }

    /// <summary>Adds the voxels of the other set of the same shape.</summary>
    public void UnionWith(BitRows other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < Words.Length; i++)
        {
            Words[i] |= other.Words[i];
        }
    }

    /// <summary>Removes the voxels of the other set of the same shape.</summary>
    public void ExceptWith(BitRows other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < Words.Length; i++)
        {
            Words[i] &= ~other.Words[i];
        }
    }

    /// <summary>Keeps the voxels that are also in the other set of the same shape.</summary>
    public void IntersectWith(BitRows other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < Words.Length; i++)
        {
            Words[i] &= other.Words[i];
        }
    }

    /// <summary>Copies the set.</summary>
    public BitRows Copy()
    {
        var copy = new BitRows(Shape);
        Words.CopyTo(copy.Words);
        return copy;
    }

    internal static int WordsFor(int voxels) => (voxels + WordLength - 1) / WordLength;
}
