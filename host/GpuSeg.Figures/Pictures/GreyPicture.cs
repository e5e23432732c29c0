using GpuSeg.Figures.Drawing;

namespace GpuSeg.Figures.Pictures;

/// <summary>Grey slices of one image, all in one window.</summary>
internal sealed class GreyPicture(Brain brain, int image, Section section)
{
    private readonly GreyWindow _window = GreyWindow.Of(brain.Features.Column(image));

    public Picture Of(int slice)
    {
        var grey = _window.Apply(section.Cut(brain.Volume(image), slice));
        return new(Raster.Grey(section.Width, section.Height, grey), section.Size, Smooth: true) { Sides = section.Sides };
    }

    /// <summary>Slices of every image, a row each.</summary>
    public static Picture[][] Rows(Brain brain, Section section, IReadOnlyList<int> fileIndices)
    {
        var rows = new Picture[brain.Images][];
        int[] slices = [.. fileIndices.Select(section.View.SliceOf)];
        Parallel.For(0, rows.Length, image =>
        {
            var grey = new GreyPicture(brain, image, section);
            rows[image] = [.. slices.Select(grey.Of)];
        });
        return rows;
    }
}
