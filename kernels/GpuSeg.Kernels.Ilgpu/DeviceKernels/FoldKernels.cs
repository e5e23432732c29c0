using GpuSeg.Kernels.Ilgpu.Device;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches <see cref="FoldKernels.Fold"/>.</summary>
internal delegate void FoldLaunch(
    AcceleratorStream stream, KernelConfig grid, ArrayView<float> partials, int rows, ArrayView<int> stopped, ArrayView<double> sums);

/// <summary>Adds up the partial sums of a sweep.</summary>
internal static class FoldKernels
{
    /// <summary>Adds up the rows of a column of <paramref name="partials"/> in double, always in the same order.</summary>
    /// <remarks>Column <c>Grid.IdxX</c> of model <c>Grid.IdxY</c>; the models have equally many columns.</remarks>
    public static void Fold(ArrayView<float> partials, int rows, ArrayView<int> stopped, ArrayView<double> sums)
    {
        if (stopped[Grid.IdxY] == 0)
        {
            Column(partials, rows, sums);
        }
    }

    public static void Column(ArrayView<float> partials, int rows, ArrayView<double> sums)
    {
        var shared = SharedMemory.Allocate<double>(LaunchShape.LargestGroup);
        var column = ((long)Grid.IdxY * Grid.DimX) + Grid.IdxX;
        var own = 0d;
        for (var row = Group.IdxX; row < rows; row += Group.DimX)
        {
            own += partials[(column * rows) + row];
        }

        shared[Group.IdxX] = own;
        var half = 1;
        while (2 * half < Group.DimX)
        {
            half *= 2;
        }

        for (; half > 0; half /= 2)
        {
            Group.Barrier();
            if (Group.IdxX < half && Group.IdxX + half < Group.DimX)
            {
                shared[Group.IdxX] += shared[Group.IdxX + half];
            }
        }

        if (Group.IdxX == 0)
        {
            sums[column] = shared[0];
        }
    }

    /// <summary>
    /// Whether this group was the last of its model's to come here, for all of its work-items. That group sees what the first work-item of
    /// every other one wrote before, and <paramref name="folded"/> is 0 again for the next launch. Nobody waits for another group.
    /// </summary>
    public static bool IsLast(ArrayView<int> folded)
    {
        var last = SharedMemory.Allocate<int>(1);
        if (Group.IdxX == 0)
        {
            MemoryFence.DeviceLevel();
            var before = Atomic.Add(ref folded[Grid.IdxY], 1);
            MemoryFence.DeviceLevel();
            last[0] = before == Grid.DimX - 1 ? 1 : 0;
            if (before == Grid.DimX - 1)
            {
                folded[Grid.IdxY] = 0;
            }
        }

        Group.Barrier();
        return last[0] != 0;
    }
}
