using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu.BlockKernels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>A mixture as <see cref="DensityKernel"/> reads it.</summary>
internal sealed unsafe class BlockMixture : IBlockModel<MixtureDensity>
{
    private readonly AlignedBuffer<float> _memory = new();
    private bool[] _isWhitened = [];

    public int Components { get; private set; }

    public int Dimensions { get; private set; }

    /// <summary>The offset that is taken off every log-density, to be added again in double.</summary>
    public double LargestOffset { get; private set; }

    public void Set(MixtureDensity density)
    {
        (Components, Dimensions) = (density.Components, density.Dimensions);
        LargestOffset = PackedMixture.LargestOffset(density);
        var length = Components * PackedMixture.Size(Dimensions);
        PackedMixture.Pack(density, new(_memory.Require(length), length));
        if (_isWhitened.Length < Components)
        {
            _isWhitened = new bool[Components];
        }

        for (var k = 0; k < Components; k++)
        {
            _isWhitened[k] = PackedMixture.NeedsWhitening(density, k);
        }
    }

    /// <summary>Returns component <paramref name="k"/>, see <see cref="PackedMixture"/>.</summary>
    public float* Packed(int k) => _memory.Pointer + (k * PackedMixture.Size(Dimensions));

    /// <summary>Returns the mean of component <paramref name="k"/>; its factor follows.</summary>
    public float* Means(int k) => Packed(k) + 1;

    /// <summary>Returns whether the sums of component <paramref name="k"/> are taken in whitened coordinates.</summary>
    public bool IsWhitened(int k) => _isWhitened[k];

    /// <summary>Writes the log-densities of all components over a block of voxels to <see cref="WorkerMemory.Shares"/>.</summary>
    /// <remarks>
    /// Voxels that pad the last vector get 0 for the first component, a density of 1, so that they add nothing to any log of sums.
    /// </remarks>
    public void Densities<TSimd>(VoxelPlanes voxels, int start, int count, WorkerMemory own)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (var k = 0; k < Components; k++)
        {
            var logs = own.Shares + (k * Chunking.Block);
            DensityKernel.Run<TSimd>(
                Dimensions, voxels[start], voxels.Stride, Packed(k), logs, Chunking.RoundUp(count), own.Differences);
            Chunking.Pad(logs, count, k == 0 ? 0 : float.NegativeInfinity);
        }
    }

    public void Dispose() => _memory.Dispose();
}
