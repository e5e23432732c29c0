namespace GpuSeg.Kernels.Cpu;

/// <summary>The responsibilities of every voxel, component by component.</summary>
internal sealed unsafe class PosteriorPass<TSimd>(VoxelPlanes voxels, Scratch[] scratch, MixtureParameters mixture, float* responsibilities)
    : BlockPass(voxels, scratch)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override void Run(int start, int count, Scratch own)
    {
        mixture.Densities<TSimd>(Voxels, start, count, own);
        MembershipKernel.Soften<TSimd>(mixture.Components, own, Partition.RoundUp(count));
        for (var k = 0; k < mixture.Components; k++)
        {
            new Span<float>(own.Shares + (k * Partition.Block), count)
                .CopyTo(new Span<float>(responsibilities + ((nint)k * Voxels.Count) + start, count));
        }
    }
}
