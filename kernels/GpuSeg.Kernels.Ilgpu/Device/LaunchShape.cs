using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>The numbers of work-items that sweep over the voxels, and of their groups.</summary>
/// <param name="GroupSize">
/// Work-items of a group. ILGPU's own choice is one huge group on PoCL, which leaves all cores except one idle.
/// </param>
/// <param name="FewestItems">Work-items that fill the device; there are fewer only if there are fewer voxels.</param>
/// <param name="Sink">The <see cref="ISink"/> of this device.</param>
/// <param name="ItemsPerRow">Work-items that share a row of partial sums.</param>
/// <param name="HasAtomics">Whether kernels can use atomics: PoCL 3.1 cannot compile ILGPU's.</param>
/// <param name="PrefersShorts">Whether half the bytes are worth a conversion: on GPUs, not on CPUs (PoCL: a tenth slower).</param>
internal sealed record LaunchShape(int GroupSize, int FewestItems, Type Sink, int ItemsPerRow, bool HasAtomics, bool PrefersShorts)
{
    /// <summary>Numbers per group that kernels have room for, one for each work-item.</summary>
    public const int LargestGroup = 256;

    /// <summary>Number of voxels that a work-item adds up in float32: more would lose digits of the covariances.</summary>
    public const int VoxelsPerItem = 512;

    /// <summary>Returns the grid that sweeps over <paramref name="voxels"/> voxels.</summary>
    public KernelConfig Sweep(int voxels)
    {
        var items = Math.Max(Math.Min(voxels, FewestItems), DivideUp(voxels, VoxelsPerItem));
        return new(DivideUp(items, GroupSize), GroupSize);
    }

    /// <summary>Returns the number of rows of partial sums that a sweep writes.</summary>
    public int Rows(int voxels) => Sweep(voxels).GridDim.X * GroupSize / ItemsPerRow;

    private static int DivideUp(int value, int divisor) => (value / divisor) + (value % divisor == 0 ? 0 : 1);
}
