namespace GpuSeg.Kernels.Cpu;

/// <summary>The log-density of the mixture at every voxel: log sum_k exp l_k = max l - log of its responsibility.</summary>
internal sealed unsafe class LogDensityPass<TSimd>(VoxelPlanes voxels, Scratch[] scratch, MixtureParameters mixture, double* logDensities)
    : BlockPass(voxels, scratch)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override void Run(int start, int count, Scratch own)
    {
        var length = Partition.RoundUp(count);
        mixture.Densities<TSimd>(Voxels, start, count, own);
        MembershipKernel.FindLargest<TSimd>(mixture.Components, own.Shares, length, own.Best, own.Index);
        for (var i = 0; i < count; i++)
        {
            logDensities[start + i] = (own.Best[i] * Math.Log(2)) + mixture.LargestOffset;
        }

        MembershipKernel.Soften<TSimd>(mixture.Components, own, length);
        MembershipKernel.FindLargest<TSimd>(mixture.Components, own.Shares, length, own.Best, own.Index);
        for (var i = 0; i < count; i++)
        {
            logDensities[start + i] -= Math.Log(own.Best[i]);
        }
    }
}
