namespace GpuSeg.Kernels.Cpu;

/// <summary>The component of largest log-density of every voxel.</summary>
internal sealed unsafe class LabelPass<TSimd>(VoxelPlanes voxels, Scratch[] scratch, MixtureParameters mixture, byte* labels)
    : BlockPass(voxels, scratch)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override void Run(int start, int count, Scratch own)
    {
        mixture.Densities<TSimd>(Voxels, start, count, own);
        MembershipKernel.FindLargest<TSimd>(mixture.Components, own.Shares, Partition.RoundUp(count), own.Best, own.Index);
        MembershipKernel.StoreLabels(own.Index, count, labels + start);
    }
}
