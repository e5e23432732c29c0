using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Pictures;

/// <summary>Slices in one plane, cut down to the voxels that pictures are about and a little around them.</summary>
internal sealed class Section
{
    private const double Margin = 0.04;

    /// <summary>The slices of a grid around a box.</summary>
    public Section(Grid grid, Plane plane, Extent extent)
    {
        View = new(grid, plane);
        (var across, var up, Through) = plane switch
        {
            Plane.Axial => (extent.Right, extent.Front, extent.Up),
            Plane.Coronal => (extent.Right, extent.Up, extent.Front),
            _ => (extent.Front, extent.Up, extent.Right),
        };
        (Across, Down) = (across.Widened(Margin, View.Width), up.Reversed(View.Height).Widened(Margin, View.Height));
    }

    public AnatomicalView View { get; }

    /// <summary>First and last slice of the box.</summary>
    public Bounds Through { get; }

    /// <summary>Columns of the whole slice that a picture shows.</summary>
    public Bounds Across { get; }

    /// <summary>Rows of the whole slice that a picture shows.</summary>
    public Bounds Down { get; }

    public int Width => Across.Length;

    public int Height => Down.Length;

    /// <summary>Size of a picture in mm.</summary>
    public (double X, double Y) Size => (Width * View.PixelSize.X, Height * View.PixelSize.Y);

    /// <summary>The letters of the left and the right edge.</summary>
    public (char Left, char Right) Sides => (View.Left, View.Right);

    /// <summary>The pixels of a slice, row by row from the top.</summary>
    public T[] Cut<T>(ReadOnlySpan<T> volume, int slice)
    {
        var whole = new T[View.Width * View.Height];
        View.Cut<T>(volume, slice, whole);
        var picture = new T[Width * Height];
        for (var row = 0; row < Height; row++)
            whole.AsSpan(((Down.First + row) * View.Width) + Across.First, Width).CopyTo(picture.AsSpan(row * Width));
        return picture;
    }
}
