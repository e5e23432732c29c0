using ILGPU;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>Partial sums of a sweep to sums.</summary>
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
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            var sum = 0d;
            for (var item = 0; item < Group.DimX; item++)
            {
                sum += shared[item];
            }

            sums[column] = sum;
        }
    }
}
