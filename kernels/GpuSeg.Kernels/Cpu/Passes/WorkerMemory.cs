using GpuSeg.Kernels.Cpu.BlockKernels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>The memory of a thread for the block at hand; it grows with K, D and the number of models and is then kept.</summary>
internal sealed unsafe class WorkerMemory : IDisposable
{
    // The most sums of a kernel: the inertia, and the sums of 4 clusters of 4 features.
    private const int SumsAtOnce = 1 + (CentreKernel.MostFused * FeatureKernel.MostFeatures);

    private readonly AlignedBuffer<float> _memory = new();

    /// <summary>The largest value, or smallest distance, of every voxel.</summary>
    public float* Best { get; private set; }

    /// <summary>Number of the component with that value.</summary>
    public float* Index { get; private set; }

    /// <summary>Sums in 16 lanes each.</summary>
    public float* Lanes { get; private set; }

    /// <summary>Four vectors for every feature.</summary>
    public float* Differences { get; private set; }

    /// <summary>Two vectors for every model: product and exponent of its sums.</summary>
    public float* Products { get; private set; }

    /// <summary>A block for every component: log-densities, then responsibilities.</summary>
    public float* Shares { get; private set; }

    /// <summary>A block for every feature: whitened voxels.</summary>
    public float* Whitened { get; private set; }

    /// <summary>A zero for every feature: the mean of whitened voxels.</summary>
    public float* Zeros { get; private set; }

    /// <summary>Makes room for blocks of models of these sizes.</summary>
    public void Require(int dimensions, int components, int models)
    {
        const int Fixed = (2 * Chunking.Block) + (SumsAtOnce * Chunking.Lanes);
        var (vectors, blocks) = ((4L * dimensions) + (2L * models), (long)components + dimensions);
        Best = _memory.Require(Fixed + (Chunking.Lanes * vectors) + (Chunking.Block * blocks) + dimensions);
        Index = Best + Chunking.Block;
        Lanes = Index + Chunking.Block;
        Differences = Best + Fixed;
        Products = Differences + (4 * dimensions * Chunking.Lanes);
        Shares = Products + (2 * models * Chunking.Lanes);
        Whitened = Shares + ((nint)components * Chunking.Block);
        Zeros = Whitened + ((nint)dimensions * Chunking.Block);
        new Span<float>(Zeros, dimensions).Clear();
    }

    public void Dispose() => _memory.Dispose();
}
