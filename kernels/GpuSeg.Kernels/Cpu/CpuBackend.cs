using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Passes;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Measuring;

namespace GpuSeg.Kernels.Cpu;

/// <summary>Explicit vectors of 512, 256 or 128 bits on all cores of the CPU.</summary>
public sealed class CpuBackend : IBackend, IMemoryProbe
{
    private readonly WorkerPool _pool;
    private readonly int _bits;

    /// <summary>Starts <paramref name="threads"/> threads; 0 takes one per CPU core.</summary>
    public CpuBackend(int threads = 0)
        : this(threads, bits: 0)
    {
    }

    /// <summary>Starts <paramref name="threads"/> threads on vectors of <paramref name="bits"/> bits; 0 takes the widest.</summary>
    internal CpuBackend(int threads, int bits)
    {
        _bits = bits == 0 ? WidestVector() : bits;
        _pool = new(threads == 0 ? Environment.ProcessorCount : threads);
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public string Device => $"{_bits}-bit vectors, {_pool.Threads} {(_pool.Threads == 1 ? "thread" : "threads")}";

    /// <inheritdoc/>
    public IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame, float[]? weights = null) => _bits switch
    {
        512 => new CpuPasses<Simd512>(features, frame, weights, _pool),
        256 => new CpuPasses<Simd256>(features, frame, weights, _pool),
        128 => new CpuPasses<Simd128>(features, frame, weights, _pool),
        _ => throw new NotSupportedException($"There are no vectors of {_bits} bits; choose 512, 256 or 128."),
    };

    MemoryRate IMemoryProbe.Measure(long bytes)
    {
        using var memory = new MemoryRead(bytes);
        return new("read", memory.Bytes / MemoryRate.Fastest(() => _pool.Run(memory.Chunks, memory)));
    }

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();

    private static int WidestVector() => (Vector512.IsHardwareAccelerated, Vector256.IsHardwareAccelerated) switch
    {
        (true, _) => 512,
        (_, true) => 256,
        _ => 128,
    };
}
