using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Model;

/// <summary>Slices in one plane, cropped to a box with a small margin.</summary>
internal sealed class CroppedView
{
    private const double Margin = 0.04;

    /// <summary>Crops the slices of a grid to a box.</summary>
    public CroppedView(Grid grid, Plane plane, Extent extent)
    {
        Whole = new(grid, plane);
        (var across, var up, Through) = plane switch
        {
            Plane.Axial => (extent.Right, extent.Front, extent.Up),
            Plane.Coronal => (extent.Right, extent.Up, extent.Front),
            _ => (extent.Front, extent.Up, extent.Right),
        };
        (Across, Down) = (across.Widened(Margin, Whole.Width), up.Reversed(Whole.Height).Widened(Margin, Whole.Height));
    }

    /// <summary>The whole slices.</summary>
    public AnatomicalView Whole { get; }

    /// <summary>First and last slice of the box.</summary>
    public IndexRange Through { get; }

    /// <summary>Columns of the whole slice that are kept.</summary>
    public IndexRange Across { get; }

    /// <summary>Rows of the whole slice that are kept.</summary>
    public IndexRange Down { get; }

    public int Width => Across.Length;

    public int Height => Down.Length;

    /// <summary>Size of a cropped slice in mm.</summary>
    public (double X, double Y) Size => (Width * Whole.PixelSize.X, Height * Whole.PixelSize.Y);

    /// <summary>Anatomical letters of the left and the right edge.</summary>
    public (char Left, char Right) Sides => (Whole.Left, Whole.Right);

    /// <summary>Returns the pixels of a cropped slice, row by row from the top.</summary>
    public T[] Cut<T>(ReadOnlySpan<T> volume, int slice)
    {
        var whole = new T[Whole.Width * Whole.Height];
        Whole.Cut<T>(volume, slice, whole);
        var picture = new T[Width * Height];
        for (var row = 0; row < Height; row++)
        {
            whole.AsSpan(((Down.First + row) * Whole.Width) + Across.First, Width).CopyTo(picture.AsSpan(row * Width));
        }

        return picture;
    }
}
