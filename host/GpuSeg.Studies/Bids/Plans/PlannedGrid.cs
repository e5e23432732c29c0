using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>The grid of a session's results.</summary>
/// <param name="Voxels">Voxels of the grid.</param>
/// <param name="MovingBytes">Upper bound on the memory for bringing images of other grids or orders of voxels onto it.</param>
internal readonly record struct PlannedGrid(long Voxels, long MovingBytes)
{
    /// <summary>Computes the grid from headers.</summary>
    /// <param name="target">Header of the grid.</param>
    /// <param name="images">Headers of the images, and of the mask if there is one.</param>
    /// <param name="interpolation">The interpolation of images on other grids.</param>
    public static PlannedGrid Of(NiftiHeader target, IEnumerable<NiftiHeader> images, Interpolation interpolation) =>
        new(target.Grid.VoxelCount, images.Sum(image => GridReader.BytesToMove(target, image, interpolation)));
}
