using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures;

/// <summary>
/// Grey slices, cut down to the voxels that take part. White is the 99.5th percentile of an image's values there and black is 0 (the
/// first percentile where that is negative), in all slices of an image alike.
/// </summary>
public static class Slices
{
    /// <summary>A row per image and a column per slice; a single slice gives one row of images.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="plane">The plane of the slices.</param>
    /// <param name="slices">Indices along the axis of the file that the plane is across, as NumPy would count.</param>
    public static Figure Draw(Brain brain, Plane plane, IReadOnlyList<int> slices)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(slices);
        var section = brain.Section(plane);
        var title = $"{SliceGrid.Name(plane, slices)} of {string.Join(", ", brain.Features.Names)}";
        return SliceGrid.Of(title, GreyPicture.Rows(brain, section, slices), brain.Features.Names, slices).Draw();
    }
}
