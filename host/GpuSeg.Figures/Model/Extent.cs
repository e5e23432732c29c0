using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Model;

/// <summary>The bounding box of voxels, in indices along the world axes: to the right, forwards, upwards.</summary>
internal sealed record Extent(IndexRange Right, IndexRange Front, IndexRange Up)
{
    /// <summary>Finds the bounding box of the voxels that are not 0.</summary>
    /// <param name="grid">Grid of the voxels.</param>
    /// <param name="kept">All voxels in file order; at least one is not 0.</param>
    public static Extent Around(Grid grid, ReadOnlySpan<byte> kept)
    {
        var axial = new AnatomicalView(grid, Plane.Axial);
        var picture = new byte[axial.Width * axial.Height];
        var (columns, rows, slices) = (IndexRange.Empty, IndexRange.Empty, IndexRange.Empty);
        for (var slice = 0; slice < axial.Slices; slice++)
        {
            axial.Cut(kept, slice, picture);
            for (var row = 0; row < axial.Height; row++)
            {
                var line = picture.AsSpan(row * axial.Width, axial.Width);
                if (line.IndexOfAnyExcept((byte)0) is >= 0 and var first)
                {
                    (rows, slices) = (rows.With(row), slices.With(slice));
                    columns = columns.With(first).With(line.LastIndexOfAnyExcept((byte)0));
                }
            }
        }
        return new(columns, rows.Reversed(axial.Height), slices);
    }
}
