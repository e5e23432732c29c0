using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>
/// A number per component at every place of the box around a mask, 0 outside the mask, with a border of one voxel, as kernels find a
/// voxel and its neighbours in it.
/// </summary>
internal struct FieldBox
{
    /// <summary>Place of every voxel in the box.</summary>
    public ArrayView<int> Positions;

    /// <summary>Distances from a voxel to its neighbours in the box.</summary>
    public ArrayView<int> Offsets;

    /// <summary>Weights of the neighbours in units of log 2.</summary>
    public ArrayView<float> Weights;

    /// <summary>Scaled coordinates of the places along x, then y, then z, without the border.</summary>
    public ArrayView<float> Places;

    /// <summary>Number of neighbours of a voxel; 0 without neighbours.</summary>
    public int Neighbours;

    /// <summary>Voxels of the mask's box along x.</summary>
    public int X;

    /// <summary>Voxels of the mask's box along y.</summary>
    public int Y;

    /// <summary>Distance from a component to the next.</summary>
    public long Stride;

    /// <summary>Adds up the weighted numbers of the neighbours of the place <paramref name="at"/>.</summary>
    public static float Sum(FieldBox box, ArrayView<float> numbers, long at)
    {
        var sum = 0f;
        for (var j = 0; j < box.Neighbours; j++)
        {
            sum += box.Weights[j] * numbers[at + box.Offsets[j]];
        }

        return sum;
    }
}
