using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu.BlockKernels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>A set of centres in float32, as <see cref="CentreKernel"/> reads it.</summary>
internal sealed unsafe class BlockCentres : IBlockModel<Centres>
{
    private readonly AlignedBuffer<float> _memory = new();

    public int Components { get; private set; }

    public int Dimensions { get; private set; }

    public void Set(Centres centres)
    {
        (Components, Dimensions) = (centres.Clusters, centres.Dimensions);
        var next = _memory.Require((long)Components * CentreKernel.Size(Dimensions));
        for (var k = 0; k < Components; k++)
        {
            next = Append(next, k);
            foreach (var coordinate in centres[k])
            {
                next = Append(next, (float)coordinate);
            }
        }
    }

    /// <summary>
    /// Writes distance and number of the nearest centre of a block of voxels to <see cref="WorkerMemory.Best"/> and
    /// <see cref="WorkerMemory.Index"/>.
    /// </summary>
    /// <remarks>Voxels that pad the last vector get distance 0 and belong to no cluster.</remarks>
    public void FindNearest<TSimd>(VoxelPlanes voxels, int start, int count, WorkerMemory own)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        CentreKernel.FindNearest<TSimd>(
            Dimensions, voxels[start], voxels.Stride, _memory.Pointer, Components, Chunking.RoundUp(count), own.Best, own.Index);
        Chunking.Pad(own.Best, count, 0);
        Chunking.Pad(own.Index, count, -1);
    }

    /// <summary>Returns whether <see cref="AddNearest"/> takes these centres.</summary>
    public bool Fuses<TSimd>()
        where TSimd : unmanaged, ISimd<TSimd> =>
        Components is > 1 and <= CentreKernel.MostFused
        && Dimensions <= FeatureKernel.MostFeatures
        && Components * Dimensions <= CentreKernel.MostFusedSums<TSimd>();

    /// <summary>Adds counts, sums and inertia of whole vectors of voxels in one sweep.</summary>
    public void AddNearest<TSimd>(VoxelPlanes voxels, int start, int count, WorkerMemory own, Vector256<double>* sums)
        where TSimd : unmanaged, ISimd<TSimd> =>
        CentreKernel.AddNearest<TSimd>(
            Dimensions, voxels[start], voxels.Stride, _memory.Pointer, Components, count, own.Lanes, sums);

    public void Dispose() => _memory.Dispose();

    private static float* Append(float* next, float value)
    {
        new Span<float>(next, Chunking.Lanes).Fill(value);
        return next + Chunking.Lanes;
    }
}
