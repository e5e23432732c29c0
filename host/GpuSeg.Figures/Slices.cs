using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures;

/// <summary>
/// Grey slices, cropped to the mask. In all slices of an image, white is the 99.5th percentile of its values in the mask, and black is 0,
/// or the first percentile if negative.
/// </summary>
public static class Slices
{
    /// <summary>Draws a row per image and a column per slice; a single slice gives one row of images.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="plane">The plane of the slices.</param>
    /// <param name="slices">Indices along the file axis perpendicular to the plane, counted as by NumPy.</param>
    public static Figure Draw(Brain brain, Plane plane, IReadOnlyList<int> slices)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(slices);
        var view = brain.Crop(plane);
        var title = $"{PictureGrid.SliceNames(plane, slices)} of {string.Join(", ", brain.Features.Names)}";
        return PictureGrid.OfSlices(title, GreyPicture.Rows(brain, view, slices), brain.Features.Names, slices).Draw();
    }

    /// <summary>Draws a row per image and a row of labels, a column per slice; a single slice gives one row.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="plane">The plane of the slices.</param>
    /// <param name="slices">Indices along the file axis perpendicular to the plane, counted as by NumPy.</param>
    /// <param name="labels">Labels on the brain's grid.</param>
    public static Figure Draw(Brain brain, Plane plane, IReadOnlyList<int> slices, LabelVolume labels)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(labels);
        var view = brain.Crop(plane);
        Picture[] last = [.. slices.Select(index => Picture.OfLabels(labels, view, view.Whole.SliceOf(index)))];
        var title = $"{PictureGrid.SliceNames(plane, slices)} of {string.Join(", ", brain.Features.Names)} and their labels";
        Picture[][] rows = [.. GreyPicture.Rows(brain, view, slices), last];
        var grid = PictureGrid.OfSlices(title, rows, [.. brain.Features.Names, "Labels"], slices);
        return (grid with { Legend = Legend.OfLabels(labels) }).Draw();
    }
}
