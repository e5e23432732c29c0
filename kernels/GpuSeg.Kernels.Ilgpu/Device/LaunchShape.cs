using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>How many work-items sweep over the voxels, and in what groups.</summary>
/// <param name="GroupSize">Work-items of a group: ILGPU's own choice is one huge group on PoCL, which leaves all but one core idle.</param>
/// <param name="FewestItems">Work-items that fill the device; fewer only where there are fewer voxels.</param>
/// <param name="Sink">The <see cref="ISink"/> of this device.</param>
/// <param name="ItemsPerRow">Work-items that share a row of partial sums.</param>
/// <param name="HasAtomics">Whether groups can count on one another: PoCL 3.1 cannot compile ILGPU's atomics.</param>
/// <param name="PrefersShorts">Whether half the bytes are worth a conversion: on cards, not on processors (PoCL: a tenth slower).</param>
internal sealed record LaunchShape(int GroupSize, int FewestItems, Type Sink, int ItemsPerRow, bool HasAtomics, bool PrefersShorts)
{
    /// <summary>Room that kernels keep for a number per work-item of a group.</summary>
    public const int LargestGroup = 256;

    /// <summary>Voxels that one work-item adds up in float32: more would lose digits of the covariances.</summary>
    public const int VoxelsPerItem = 512;

    /// <summary>The grid that sweeps over <paramref name="voxels"/> voxels.</summary>
    public KernelConfig Sweep(int voxels)
    {
        var items = Math.Max(Math.Min(voxels, FewestItems), DivideUp(voxels, VoxelsPerItem));
        return new(DivideUp(items, GroupSize), GroupSize);
    }

    /// <summary>Rows of partial sums that a sweep writes.</summary>
    public int Rows(int voxels) => Sweep(voxels).GridDim.X * GroupSize / ItemsPerRow;

    private static int DivideUp(int value, int divisor) => (value / divisor) + (value % divisor == 0 ? 0 : 1);
}
