namespace GpuSeg.Engine.Voxels;

/// <summary>Sweeps over N voxels on the host: chunks that all cores share, of blocks that fit the first-level cache.</summary>
/// <remarks>
/// The cut depends on N alone, and results of chunks are put together in order: hence the same bits for any number of threads.
/// </remarks>
internal readonly struct VoxelBlocks
{
    /// <summary>Voxels of a block.</summary>
    public const int Length = 1 << 12;

    private const int MostChunks = 256;

    private readonly int _voxels;
    private readonly int _chunk;

    public VoxelBlocks(int voxels)
    {
        _voxels = voxels;
        _chunk = Length * Ceiling(Ceiling(voxels, Length), MostChunks);
        Chunks = Ceiling(voxels, _chunk);
    }

    public int Chunks { get; }

    /// <summary>Runs <paramref name="sweep"/> for every chunk, with its number and its range of voxels.</summary>
    public void ForEachChunk(Action<int, Range> sweep)
    {
        var (voxels, chunk) = (_voxels, _chunk);
        HostThreads.For(Chunks, i => sweep(i, (i * chunk)..(int)Math.Min((i + 1L) * chunk, voxels)));
    }

    /// <summary>Lists the blocks of a chunk.</summary>
    public static IEnumerable<Range> In(Range chunk)
    {
        for (var start = chunk.Start.Value; start < chunk.End.Value; start += Length)
        {
            yield return start..Math.Min(start + Length, chunk.End.Value);
        }
    }

    private static int Ceiling(int a, int b) => (int)(((long)a + b - 1) / b);
}
