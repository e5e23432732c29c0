using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Threads;

namespace GpuSeg.Figures.Pictures;

/// <summary>Grey slices of one image, all with the same window.</summary>
internal sealed class GreyPicture(Brain brain, int image, CroppedView view)
{
    private readonly GreyWindow _window = GreyWindow.Of(brain.Features.Column(image));

    public Picture Of(int slice)
    {
        var grey = _window.Apply(view.Cut(brain.Volume(image), slice));
        return new(Raster.Grey(view.Width, view.Height, grey), view.Size, Smooth: true) { Sides = view.Sides };
    }

    /// <summary>Draws slices of every image, a row per image.</summary>
    public static Picture[][] Rows(Brain brain, CroppedView view, IReadOnlyList<int> fileIndices)
    {
        var rows = new Picture[brain.Images][];
        int[] slices = [.. fileIndices.Select(view.Whole.SliceOf)];
        ThreadBudget.For(rows.Length, image =>
        {
            var grey = new GreyPicture(brain, image, view);
            rows[image] = [.. slices.Select(grey.Of)];
        });
        return rows;
    }
}
