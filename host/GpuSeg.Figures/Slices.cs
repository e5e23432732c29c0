using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Pictures;
using GpuSeg.Imaging.Display;

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
        var section = new Section(brain.Grid, plane, brain.Mask);
        var rows = Enumerable.Range(0, brain.Images).AsParallel().AsOrdered().Select(image => Row(brain, image, section, slices)).ToArray();
        string[] numbers = [.. slices.Select(slice => $"Slice {slice}")];
        var grid = slices.Count > 1
            ? new PictureGrid(Title(brain, slices), rows) { Columns = numbers, RowNames = brain.Features.Names }
            : new PictureGrid(Title(brain, slices), [[.. rows.Select(row => row[0])]]) { Columns = brain.Features.Names, RowNames = numbers };
        return grid.Draw();
    }

    internal static Picture[] Row(Brain brain, int image, Section section, IReadOnlyList<int> slices)
    {
        var window = GreyWindow.Of(brain.Features.Column(image));
        return [.. slices.Select(slice => Grey(brain, image, section, section.View.SliceOf(slice), window))];
    }

    internal static Picture Grey(Brain brain, int image, Section section, int slice, GreyWindow window)
    {
        var values = section.Cut(brain.Volume(image), slice);
        return new(Raster.Grey(section.Width, section.Height, window.Apply(values)), section.Size, Smooth: true)
        {
            Sides = (section.View.Left, section.View.Right),
        };
    }

    private static string Title(Brain brain, IReadOnlyList<int> slices) =>
        $"Slices {string.Join(", ", slices)} of {string.Join(", ", brain.Features.Names)}";
}
