using System.Runtime.Intrinsics;

namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>Sums in double: a row for every chunk, and rows are added in the order of the chunks.</summary>
internal sealed unsafe class ChunkSums : IDisposable
{
    private readonly AlignedBuffer<Vector256<double>> _memory = new();
    private int _size;

    /// <summary>Makes room for <paramref name="chunks"/> rows of <paramref name="size"/> sums.</summary>
    public void Require(int chunks, int size)
    {
        _size = size;
        _memory.Require((long)chunks * size);
    }

    /// <summary>Returns the row of <paramref name="chunk"/>, set to 0; a sum has 4 lanes.</summary>
    public Vector256<double>* Start(int chunk)
    {
        var row = Row(chunk);
        new Span<Vector256<double>>(row, _size).Clear();
        return row;
    }

    /// <summary>Adds up the rows of all chunks.</summary>
    public ReadOnlySpan<double> Add(int chunks)
    {
        var total = Row(0);
        for (var chunk = 1; chunk < chunks; chunk++)
        {
            var row = Row(chunk);
            for (var i = 0; i < _size; i++)
            {
                total[i] += row[i];
            }
        }

        // In the memory of the first row: a sum is read before it is overwritten.
        var sums = (double*)total;
        for (var i = 0; i < _size; i++)
        {
            sums[i] = Vector256.Sum(total[i]);
        }

        return new(sums, _size);
    }

    public void Dispose() => _memory.Dispose();

    private Vector256<double>* Row(int chunk) => _memory.Pointer + ((nint)chunk * _size);
}
