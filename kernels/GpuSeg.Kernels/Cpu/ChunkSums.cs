namespace GpuSeg.Kernels.Cpu;

/// <summary>Sums in double, one row for every chunk, that become one row by adding in the order of the chunks.</summary>
internal sealed unsafe class ChunkSums : IDisposable
{
    private readonly AlignedBuffer<double> _memory = new();
    private int _size;

    public void Require(int chunks, int size)
    {
        _size = size;
        _memory.Require((long)chunks * size);
    }

    /// <summary>The row of <paramref name="chunk"/>, set to 0.</summary>
    public double* Start(int chunk)
    {
        var row = _memory.Pointer + ((nint)chunk * _size);
        new Span<double>(row, _size).Clear();
        return row;
    }

    public ReadOnlySpan<double> Add(int chunks)
    {
        var total = new Span<double>(_memory.Pointer, _size);
        for (var chunk = 1; chunk < chunks; chunk++)
        {
            var row = _memory.Pointer + ((nint)chunk * _size);
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += row[i];
            }
        }

        return total;
    }

    public void Dispose() => _memory.Dispose();
}
