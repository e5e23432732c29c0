using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>A read of memory, as fast as all threads can: an addition per vector, so that no load can be optimised away.</summary>
internal sealed unsafe class MemoryRead : IChunkWork, IDisposable
{
    private const int ChunkLength = 1 << 14;
    private const int Stride = 4 * 16;

    private readonly AlignedBuffer<float> _memory = new();
    private readonly float[] _sums;

    public MemoryRead(long bytes)
    {
        _sums = new float[Math.Max(1, bytes / sizeof(float) / ChunkLength)];
        _memory.Require((long)Chunks * ChunkLength);

        // Written once: pages that were never written share one page of zeros.
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            new Span<float>(_memory.Pointer + ((long)chunk * ChunkLength), ChunkLength).Fill(1);
        }
    }

    public int Chunks => _sums.Length;

    public long Bytes => (long)Chunks * ChunkLength * sizeof(float);

    /// <summary>Sum of all values read in the last turn.</summary>
    public double Sum => _sums.Sum(sum => (double)sum);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk, int worker)
    {
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var end = _memory.Pointer + ((chunk + 1L) * ChunkLength);
        for (var next = end - ChunkLength; next < end; next += Stride)
        {
            a += Vector512.LoadAligned(next);
            b += Vector512.LoadAligned(next + 16);
            c += Vector512.LoadAligned(next + 32);
            d += Vector512.LoadAligned(next + 48);
        }

        _sums[chunk] = Vector512.Sum(a + b + (c + d));
    }

    public void Dispose() => _memory.Dispose();
}
