using System.Buffers;

namespace GpuSeg.Images.Masking;

/// <summary>
/// One bit for every voxel of a grid, with whole words for every row along the first axis, so that neighbouring rows have the same
/// bits. Memory comes from a pool.
/// </summary>
internal sealed class BitRows : IDisposable
{
    private readonly ulong[] _words;

    /// <summary>Creates rows of zeros.</summary>
    public BitRows((int X, int Y, int Z) shape)
    {
        (Shape, Stride) = (shape, VoxelBits.WordsFor(shape.X));
        _words = ArrayPool<ulong>.Shared.Rent(Stride * Count);
        Words.Clear();
    }

    /// <summary>Number of voxels along the axes.</summary>
    public (int X, int Y, int Z) Shape { get; }

    /// <summary>Words per row.</summary>
    public int Stride { get; }

    /// <summary>Number of rows; row y + Y z is at (y, z).</summary>
    public int Count => Shape.Y * Shape.Z;

    /// <summary>All words.</summary>
    public Span<ulong> Words => _words.AsSpan(0, Stride * Count);

    /// <summary>Bits of the voxels in the last word of a row.</summary>
    public ulong LastWord => ulong.MaxValue >> (Stride * VoxelBits.WordLength - Shape.X);

    /// <summary>Gets a row.</summary>
    public Span<ulong> this[int row] => _words.AsSpan(row * Stride, Stride);

    public void Dispose() => ArrayPool<ulong>.Shared.Return(_words);

    /// <summary>Creates the rows of the words of a mask.</summary>
    public static BitRows Of(ReadOnlySpan<ulong> words, (int X, int Y, int Z) shape)
    {
        var rows = new BitRows(shape);
        for (var r = 0; r < rows.Count; r++)
        {
            var row = rows[r];
            var start = (long)r * shape.X;
            var (at, shift) = ((int)(start / VoxelBits.WordLength), (int)(start % VoxelBits.WordLength));
            for (var i = 0; i < row.Length; i++)
            {
                var high = shift == 0 || at + i + 1 >= words.Length ? 0 : words[at + i + 1] << (VoxelBits.WordLength - shift);
                row[i] = words[at + i] >> shift | high;
            }

            row[^1] &= rows.LastWord;
        }

        return rows;
    }

    /// <summary>Sets the bits of a mask that are set in the rows; other bits keep their value.</summary>
    public void AddTo(Span<ulong> words)
    {
        for (var r = 0; r < Count; r++)
        {
            var row = this[r];
            var start = (long)r * Shape.X;
            var (at, shift) = ((int)(start / VoxelBits.WordLength), (int)(start % VoxelBits.WordLength));
            for (var i = 0; i < row.Length; i++)
            {
                words[at + i] |= row[i] << shift;
                if (shift != 0 && row[i] >> (VoxelBits.WordLength - shift) is var high && high != 0)
                {
                    words[at + i + 1] |= high;
                }
            }
        }
    }

    /// <summary>Inverts every voxel.</summary>
    public void Invert()
    {
        for (var r = 0; r < Count; r++)
        {
            var row = this[r];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = ~row[i];
            }

            row[^1] &= LastWord;
        }
    }
}
