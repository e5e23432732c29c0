using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures;

/// <summary>Grey slices as <see cref="Slices"/> draws them, and below them the labels of the same slices.</summary>
public static class SlicesOverLabels
{
    /// <summary>A row per image and one for the labels, a column per slice; a single slice gives one row.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="plane">The plane of the slices.</param>
    /// <param name="slices">Indices along the axis of the file that the plane is across, as NumPy would count.</param>
    /// <param name="labels">Labels on the brain's grid.</param>
    public static Figure Draw(Brain brain, Plane plane, IReadOnlyList<int> slices, LabelVolume labels)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(labels);
        var section = brain.Section(plane);
        Picture[] last = [.. slices.Select(index => LabelPicture.Of(labels, section, section.View.SliceOf(index)))];
        var title = $"{SliceGrid.Name(plane, slices)} of {string.Join(", ", brain.Features.Names)} and their labels";
        var grid = SliceGrid.Of(title, [.. GreyPicture.Rows(brain, section, slices), last], [.. brain.Features.Names, "Labels"], slices);
        return (grid with { Legend = Legend.Of(labels) }).Draw();
    }
}
