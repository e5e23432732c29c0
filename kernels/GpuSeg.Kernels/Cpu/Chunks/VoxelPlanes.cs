using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>The voxels in their frame, feature by feature, each padded with zeros so that whole vectors can be read.</summary>
internal sealed unsafe class VoxelPlanes : IChunkWork, IDisposable
{
    // Kernels read up to four vectors of 16 at once.
    private const int Padding = 4 * Chunking.Lanes;

    private readonly AlignedBuffer<float> _memory = new();
    private readonly AlignedBuffer<float> _weights = new();
    private readonly FeatureMatrix _features;
    private readonly VoxelFrame _frame;

    public VoxelPlanes(FeatureMatrix features, VoxelFrame frame, float[]? weights, WorkerPool pool)
    {
        ArgumentChecks.Weights(weights, features.Count);
        (_features, _frame) = (features, frame);
        (Count, Dimensions) = (features.Count, features.Dimensions);
        Stride = (nint)((Count + (Padding - 1L)) / Padding * Padding);
        Chunking = new(Count);
        _memory.Require(Stride * Dimensions);
        pool.Run(Dimensions, this);
        TotalWeight = weights is null ? Count : Take(weights);
    }

    public int Count { get; }

    public int Dimensions { get; }

    /// <summary>Distance from a voxel's feature to its next feature.</summary>
    public nint Stride { get; }

    public Chunking Chunking { get; }

    /// <summary>Sum of the weights of all rows; the number of rows if they have no weights.</summary>
    public double TotalWeight { get; }

    /// <summary>Address of the first feature of voxel <paramref name="voxel"/>.</summary>
    public float* this[int voxel] => _memory.Pointer + voxel;

    /// <summary>
    /// Returns the weights of the rows from <paramref name="voxel"/> on, 0 beyond the last; null if every row is one voxel.
    /// </summary>
    public float* Weights(int voxel) => _weights.Pointer == null ? null : _weights.Pointer + voxel;

    /// <summary>Refuses voxels that are disposed, and a model of another number of features.</summary>
    public void Check(int modelDimensions)
    {
        ObjectDisposedException.ThrowIf(_memory.Pointer == null, typeof(IVoxelPasses));
        ArgumentChecks.Dimensions(modelDimensions, Dimensions);
    }

    public void Run(int chunk, int worker)
    {
        var plane = new Span<float>(_memory.Pointer + (chunk * Stride), (int)Stride);
        _frame.Transform(_features, chunk, plane[..Count]);
        plane[Count..].Clear();
    }

    public void Dispose()
    {
        _memory.Dispose();
        _weights.Dispose();
    }

    private double Take(float[] weights)
    {
        var plane = new Span<float>(_weights.Require(Stride), (int)Stride);
        weights.CopyTo(plane);
        plane[Count..].Clear();
        var total = 0d;
        foreach (var weight in weights)
        {
            total += weight;
        }

        return total;
    }
}
