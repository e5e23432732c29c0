namespace GpuSeg.Kernels.Cpu;

/// <summary>The nearest centre of every voxel and, unless <c>squaredDistances</c> is null, its squared distance.</summary>
internal sealed unsafe class NearestPass<TSimd>(
    VoxelPlanes voxels, Scratch[] scratch, CentreParameters centres, byte* labels, double* squaredDistances)
    : BlockPass(voxels, scratch)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override void Run(int start, int count, Scratch own)
    {
        centres.FindNearest<TSimd>(Voxels, start, count, own);
        MembershipKernel.StoreLabels(own.Index, count, labels + start);

        for (var i = 0; squaredDistances != null && i < count; i++)
        {
            squaredDistances[start + i] = own.Best[i];
        }
    }
}
