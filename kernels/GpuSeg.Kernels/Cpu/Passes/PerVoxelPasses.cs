using GpuSeg.Kernels.Cpu.BlockKernels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>A sweep that writes something for every voxel, block by block on all threads.</summary>
internal abstract unsafe class PerVoxelPass(VoxelPlanes voxels, WorkerMemory[] workers) : IChunkWork
{
    protected VoxelPlanes Voxels => voxels;

    public void Run(WorkerPool pool, int components)
    {
        foreach (var own in workers)
        {
            own.Require(voxels.Dimensions, components, models: 1);
        }

        pool.Run(voxels.Chunking.Chunks, this);
    }

    public void Run(int chunk, int worker)
    {
        var (start, end) = voxels.Chunking.Chunk(chunk);
        for (; start < end; start += Chunking.Block)
        {
            Run(start, Math.Min(Chunking.Block, end - start), workers[worker]);
        }
    }

    protected abstract void Run(int start, int count, WorkerMemory own);

    /// <summary>Turns log-densities into responsibilities; the logarithm of their sums is not kept.</summary>
    protected static void Soften<TSimd>(int components, WorkerMemory own, nint length)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        new Span<float>(own.Products, 2 * Chunking.Lanes).Fill(1);
        MembershipKernel.Soften<TSimd>(components, own.Shares, length, own.Lanes, own.Products, own.Products + Chunking.Lanes);
    }
}

/// <summary>Finds the component of largest log-density of every voxel.</summary>
internal sealed unsafe class LabelPass<TSimd>(VoxelPlanes voxels, WorkerMemory[] workers, BlockMixture mixture, byte* labels)
    : PerVoxelPass(voxels, workers)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override void Run(int start, int count, WorkerMemory own)
    {
        mixture.Densities<TSimd>(Voxels, start, count, own);
        MembershipKernel.FindLargest<TSimd>(mixture.Components, own.Shares, Chunking.RoundUp(count), own.Best, own.Index);
        MembershipKernel.StoreLabels(own.Index, count, labels + start);
    }
}

/// <summary>Computes the responsibilities of every voxel, component by component.</summary>
internal sealed unsafe class PosteriorPass<TSimd>(VoxelPlanes voxels, WorkerMemory[] workers, BlockMixture mixture, float* responsibilities)
    : PerVoxelPass(voxels, workers)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override void Run(int start, int count, WorkerMemory own)
    {
        mixture.Densities<TSimd>(Voxels, start, count, own);
        Soften<TSimd>(mixture.Components, own, Chunking.RoundUp(count));
        for (var k = 0; k < mixture.Components; k++)
        {
            new Span<float>(own.Shares + (k * Chunking.Block), count)
                .CopyTo(new Span<float>(responsibilities + ((nint)k * Voxels.Count) + start, count));
        }
    }
}

/// <summary>Computes the log-density of the mixture at every voxel: log sum_k exp l_k = max l - log of its responsibility.</summary>
internal sealed unsafe class LogDensityPass<TSimd>(VoxelPlanes voxels, WorkerMemory[] workers, BlockMixture mixture, double* logDensities)
    : PerVoxelPass(voxels, workers)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override void Run(int start, int count, WorkerMemory own)
    {
        var length = Chunking.RoundUp(count);
        mixture.Densities<TSimd>(Voxels, start, count, own);
        MembershipKernel.FindLargest<TSimd>(mixture.Components, own.Shares, length, own.Best, own.Index);
        for (var i = 0; i < count; i++)
        {
            logDensities[start + i] = (own.Best[i] * PackedMixture.Ln2) + mixture.LargestOffset;
        }

        Soften<TSimd>(mixture.Components, own, length);
        MembershipKernel.FindLargest<TSimd>(mixture.Components, own.Shares, length, own.Best, own.Index);
        for (var i = 0; i < count; i++)
        {
            logDensities[start + i] -= Math.Log(own.Best[i]);
        }
    }
}

/// <summary>Finds the nearest centre of every voxel and, unless <c>squaredDistances</c> is null, its squared distance.</summary>
internal sealed unsafe class NearestPass<TSimd>(
    VoxelPlanes voxels, WorkerMemory[] workers, BlockCentres centres, byte* labels, double* squaredDistances)
    : PerVoxelPass(voxels, workers)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override void Run(int start, int count, WorkerMemory own)
    {
        centres.FindNearest<TSimd>(Voxels, start, count, own);
        MembershipKernel.StoreLabels(own.Index, count, labels + start);
        for (var i = 0; squaredDistances != null && i < count; i++)
        {
            squaredDistances[start + i] = own.Best[i];
        }
    }
}
