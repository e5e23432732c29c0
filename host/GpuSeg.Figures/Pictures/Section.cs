using GpuSeg.Imaging;
using GpuSeg.Imaging.Display;

namespace GpuSeg.Figures.Pictures;

/// <summary>Slices in one plane, cut down to the voxels that take part and a little around them.</summary>
internal sealed class Section
{
    private const double Margin = 0.04;

    private readonly Bounds _across;
    private readonly Bounds _down;

    /// <summary>The slices of a grid around the voxels of a mask.</summary>
    public Section(Grid grid, Plane plane, VoxelMask mask)
    {
        View = new(grid, plane);
        var (columns, rows, slices) = Extent(mask);
        (_across, _down, Through) = (columns.Widened(Margin, View.Width), rows.Widened(Margin, View.Height), slices);
    }

    public AnatomicalView View { get; }

    /// <summary>First and last slice with voxels that take part.</summary>
    public Bounds Through { get; }

    public int Width => _across.Length;

    public int Height => _down.Length;

    /// <summary>Size of a picture in mm.</summary>
    public (double X, double Y) Size => (Width * View.PixelSize.X, Height * View.PixelSize.Y);

    /// <summary>The letters of the left and the right edge.</summary>
    public (char Left, char Right) Sides => (View.Left, View.Right);

    /// <summary>So many slices, evenly spread over those with voxels that take part and apart from the outermost.</summary>
    public int[] Spread(int count) => [.. Enumerable.Range(1, count)
        .Select(i => Through.First + (int)Math.Round((double)i * (Through.Length - 1) / (count + 1))).Distinct()];

    /// <summary>The pixels of a slice within the bounds, row by row from the top.</summary>
    public T[] Cut<T>(ReadOnlySpan<T> volume, int slice)
    {
        var whole = new T[View.Width * View.Height];
        View.Cut<T>(volume, slice, whole);
        var picture = new T[Width * Height];
        for (var row = 0; row < Height; row++)
            whole.AsSpan(((_down.First + row) * View.Width) + _across.First, Width).CopyTo(picture.AsSpan(row * Width));
        return picture;
    }

    private (Bounds Columns, Bounds Rows, Bounds Slices) Extent(VoxelMask mask)
    {
        var kept = new byte[mask.VoxelCount];
        foreach (var position in mask.Positions)
            kept[position] = 1;
        var (columns, rows, slices) = (Bounds.None, Bounds.None, Bounds.None);
        var picture = new byte[View.Width * View.Height];
        for (var slice = 0; slice < View.Slices; slice++)
        {
            View.Cut<byte>(kept, slice, picture);
            if (!picture.AsSpan().Contains((byte)1))
                continue;
            slices = slices.With(slice);
            for (var row = 0; row < View.Height; row++)
            {
                var line = picture.AsSpan(row * View.Width, View.Width);
                if (line.IndexOf((byte)1) is >= 0 and var first)
                    (rows, columns) = (rows.With(row), columns.With(first).With(line.LastIndexOf((byte)1)));
            }
        }
        return (columns, rows, slices);
    }
}
