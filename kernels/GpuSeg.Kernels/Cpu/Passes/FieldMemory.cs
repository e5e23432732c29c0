using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu.Chunks;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>The memory of a thread for the runs of a block, beside its <see cref="WorkerMemory"/>.</summary>
internal sealed unsafe class FieldMemory : IDisposable
{
    // A run that ends with a block writes whole vectors beyond it.
    private const int RunBlock = Chunking.Block + (2 * Chunking.Lanes);

    private readonly AlignedBuffer<float> _memory = new();

    public FieldMemory(int dimensions)
    {
        const int Powers = Monomials.MostDegree + 1;
        var blocks = 3L + (2 * dimensions);
        Sums = _memory.Require((blocks * RunBlock) + (Powers * (Chunking.Lanes + 1)));
        Weights = Sums + RunBlock;
        Targets = Weights + RunBlock;
        Fields = Targets + RunBlock;
        Shifted = Fields + (dimensions * RunBlock);
        Lanes = Shifted + (dimensions * RunBlock);
        Row = Lanes + (Powers * Chunking.Lanes);
    }

    /// <summary>Distance from a feature's field to that of the next feature.</summary>
    public static nint Stride => RunBlock;

    /// <summary>The neighbours' part of every voxel.</summary>
    public float* Sums { get; }

    /// <summary>Weights of a run's voxels in the estimate of the field.</summary>
    public float* Weights { get; }

    /// <summary>Targets of a run's voxels in the estimate of the field.</summary>
    public float* Targets { get; }

    /// <summary>The field h of every feature and voxel.</summary>
    public float* Fields { get; }

    /// <summary>Voxels less the field's part of a component's mean.</summary>
    public float* Shifted { get; }

    /// <summary>Sums of powers, 16 lanes each.</summary>
    public float* Lanes { get; }

    /// <summary>Coefficients of the field along a row.</summary>
    public float* Row { get; }

    public void Dispose() => _memory.Dispose();
}
