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
    /// <summary>Adds up the rows of a column of <paramref name="partials"/> in double, in a fixed order.</summary>
    /// <remarks>Column <c>Grid.IdxX</c> of model <c>Grid.IdxY</c>; the models have equally many columns.</remarks>
    public static void Fold(ArrayView<float> partials, int rows, ArrayView<int> stopped, ArrayView<double> sums)
    {
        if (stopped[Grid.IdxY] == 0)
        {
            Column(partials, rows, sums);
        }
    }

    /// <summary>Adds up column <c>Grid.IdxX</c> of model <c>Grid.IdxY</c>.</summary>
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
    /// Returns, to all work-items of a group, whether it is the last group of its model to call. The last group sees what the first
    /// work-item
    /// of each group wrote before, and <paramref name="folded"/> is 0 again for the next launch. No group waits for another.
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
