namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>How voxels are cut: into chunks that threads claim, and these into blocks that stay in the first-level cache.</summary>
/// <remarks>The cut depends on the number of voxels alone and chunks are summed in order: hence the same bits for any number of threads.</remarks>
internal readonly unsafe struct Chunking
{
    /// <summary>Voxels of a block; float32 sums run over at most this many, 64 in each of 16 lanes, before they are added up in double.</summary>
    public const int Block = 1024;

    /// <summary>Sums run in this many lanes at every vector width: lane j takes voxels j, j + 16, ...</summary>
    public const int Lanes = 16;

    private const int BlocksPerChunk = 4;
    private const int MostChunks = 256;

    private readonly int _voxels;
    private readonly int _chunk;

    public Chunking(int voxels)
    {
        _voxels = voxels;
        var blocks = Ceiling(voxels, Block);
        _chunk = Block * Math.Max(BlocksPerChunk, Ceiling(blocks, MostChunks));
        Chunks = Ceiling(voxels, _chunk);
    }

    public int Chunks { get; }

    /// <summary>First voxel of a chunk and the one after its last.</summary>
    public (int Start, int End) Chunk(int chunk) => (chunk * _chunk, (int)Math.Min((chunk + 1L) * _chunk, _voxels));

    /// <summary><paramref name="voxels"/> up to the next multiple of twice <see cref="Lanes"/>, because kernels take two vectors at once.</summary>
    public static int RoundUp(int voxels) => Ceiling(voxels, 2 * Lanes) * 2 * Lanes;

    /// <summary>Sets what stands in the last vectors beyond the <paramref name="count"/> values of a block.</summary>
    public static void Pad(float* values, int count, float value) =>
        new Span<float>(values + count, RoundUp(count) - count).Fill(value);

    private static int Ceiling(int a, int b) => (int)(((long)a + b - 1) / b);
}
