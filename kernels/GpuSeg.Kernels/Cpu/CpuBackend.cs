using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Passes;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Measuring;

namespace GpuSeg.Kernels.Cpu;

/// <summary>The processor at its best: explicit vectors of 512, 256 or 128 bits and all cores.</summary>
internal sealed class CpuBackend : IBackend, IMemoryProbe
{
    private readonly WorkerPool _pool;
    private readonly int _bits;

    /// <summary>Starts <paramref name="threads"/> threads, 0 for one per processor, on vectors of <paramref name="bits"/> bits, 0 for the widest.</summary>
    public CpuBackend(int threads = 0, int bits = 0)
    {
        _bits = bits == 0 ? WidestVector() : bits;
        _pool = new(threads == 0 ? Environment.ProcessorCount : threads);
    }

    public string Name => "cpu";

    public string Device => $"{_bits}-bit vectors, {_pool.Threads} {(_pool.Threads == 1 ? "thread" : "threads")}";

    public IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame, float[]? weights = null) => _bits switch
    {
        512 => new CpuPasses<Simd512>(features, frame, weights, _pool),
        256 => new CpuPasses<Simd256>(features, frame, weights, _pool),
        128 => new CpuPasses<Simd128>(features, frame, weights, _pool),
        _ => throw new NotSupportedException($"There are no vectors of {_bits} bits."),
    };

    public MemoryRate Measure(long bytes)
    {
        using var memory = new MemoryRead(bytes);
        return new("read", memory.Bytes / MemoryRate.Fastest(() => _pool.Run(memory.Chunks, memory)));
    }

    public void Dispose() => _pool.Dispose();

    private static int WidestVector() => (Vector512.IsHardwareAccelerated, Vector256.IsHardwareAccelerated) switch
    {
        (true, _) => 512,
        (_, true) => 256,
        _ => 128,
    };
}
