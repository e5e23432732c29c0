namespace GpuSeg.Kernels.Cpu;

/// <summary>A sweep that writes something for every voxel, block by block on all threads.</summary>
internal abstract class BlockPass(VoxelPlanes voxels, Scratch[] scratch) : IChunkWork
{
    protected VoxelPlanes Voxels => voxels;

    public void Run(WorkerPool pool, int components)
    {
        foreach (var own in scratch)
        {
            own.Require(voxels.Dimensions, components, models: 1);
        }

        pool.Run(voxels.Partition.Chunks, this);
    }

    public void Run(int chunk, int worker)
    {
        var (start, end) = voxels.Partition.Chunk(chunk);
        for (; start < end; start += Partition.Block)
        {
            Run(start, Math.Min(Partition.Block, end - start), scratch[worker]);
        }
    }

    protected abstract void Run(int start, int count, Scratch own);
}
