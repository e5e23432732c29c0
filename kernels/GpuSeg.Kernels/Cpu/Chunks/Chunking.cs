namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>
/// The cut of the voxels into chunks, which threads claim, and of chunks into blocks, which stay in the first-level cache.
/// </summary>
/// <remarks>
/// The cut depends only on the number of voxels, and chunks are summed in order: any number of threads gives the same bits.
/// </remarks>
internal readonly unsafe struct Chunking
{
    /// <summary>
    /// Number of voxels of a block; float32 sums run over at most as many, 64 in each of 16 lanes, before they are added up in double.
    /// </summary>
    public const int Block = 1024;

    /// <summary>Number of lanes of a sum at every vector width: lane j takes voxels j, j + 16, ...</summary>
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

    /// <summary>Number of chunks.</summary>
    public int Chunks { get; }

    /// <summary>Returns the first voxel of a chunk and the voxel after its last.</summary>
    public (int Start, int End) Chunk(int chunk) => (chunk * _chunk, (int)Math.Min((chunk + 1L) * _chunk, _voxels));

    /// <summary>
    /// Rounds <paramref name="voxels"/> up to a multiple of twice <see cref="Lanes"/>, because kernels take two vectors at once.
    /// </summary>
    public static int RoundUp(int voxels) => Ceiling(voxels, 2 * Lanes) * 2 * Lanes;

    /// <summary>Fills the last vectors of a block beyond its <paramref name="count"/> values.</summary>
    public static void Pad(float* values, int count, float value) =>
        new Span<float>(values + count, RoundUp(count) - count).Fill(value);

    private static int Ceiling(int a, int b) => (int)(((long)a + b - 1) / b);
}
