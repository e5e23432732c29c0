using GpuSeg.Engine;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Cpu;

/// <summary>The voxels in their frame, feature by feature, each padded with zeros so that whole vectors can be read.</summary>
internal sealed unsafe class VoxelPlanes : IChunkWork, IDisposable
{
    // Kernels read up to four vectors of 16 at once.
    private const int Padding = 4 * Partition.Lanes;

    private readonly AlignedBuffer<float> _memory = new();
    private readonly FeatureMatrix _features;
    private readonly VoxelFrame _frame;

    public VoxelPlanes(FeatureMatrix features, VoxelFrame frame, WorkerPool pool)
    {
        (_features, _frame) = (features, frame);
        (Count, Dimensions) = (features.Count, features.Dimensions);
        Stride = (nint)((Count + (Padding - 1L)) / Padding * Padding);
        Partition = new(Count);
        _memory.Require(Stride * Dimensions);
        pool.Run(Dimensions, this);
    }

    public int Count { get; }

    public int Dimensions { get; }

    /// <summary>From a voxel's feature to its next one.</summary>
    public nint Stride { get; }

    public Partition Partition { get; }

    /// <summary>First feature of voxel <paramref name="voxel"/>.</summary>
    public float* this[int voxel] => _memory.Pointer + voxel;

    /// <summary>Refuses what the kernels, which work on pointers, would not notice.</summary>
    public void Check(int modelDimensions)
    {
        ObjectDisposedException.ThrowIf(_memory.Pointer == null, typeof(IVoxelPasses));
        if (modelDimensions != Dimensions)
        {
            throw new ArgumentException($"A model of {modelDimensions} features was given for voxels of {Dimensions}.");
        }
    }

    public void Run(int chunk, int worker)
    {
        var plane = new Span<float>(_memory.Pointer + (chunk * Stride), (int)Stride);
        _frame.Transform(_features, chunk, plane[..Count]);
        plane[Count..].Clear();
    }

    public void Dispose() => _memory.Dispose();
}
