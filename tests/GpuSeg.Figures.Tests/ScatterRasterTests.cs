using GpuSeg.Figures.Charts;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Tests;

public sealed class ScatterRasterTests
{
    [Fact]
    public void Draws_isolated_voxel_as_dot_of_three_by_three_pixels()
    {
        var raster = Paint(7, (3, 4, 2));
        Assert.Equal(9, raster.Count(label => label == 2));
        // Row 4 from the bottom of seven is row 2 from the top.
        Assert.Equal(2, raster[(2 * 7) + 3]);
        Assert.Equal(40, raster.Count(label => label == 0));
    }

    [Fact]
    public void Colours_pixel_by_most_frequent_label_in_any_order()
    {
        (int, int, byte)[] voxels = [(2, 2, 2), (2, 2, 1), (2, 2, 1)];
        foreach (var order in (int[][])[[0, 1, 2], [2, 1, 0], [1, 0, 2]])
        {
            Assert.All(Paint(5, [.. order.Select(i => voxels[i])]), label => Assert.NotEqual(2, label));
        }
    }

    [Fact]
    public void Keeps_pixels_with_voxels_uncovered_by_dots()
    {
        var raster = Paint(4, (1, 1, 1), (1, 1, 1), (2, 1, 2));
        Assert.Equal((1, 2), (raster[(2 * 4) + 1], raster[(2 * 4) + 2]));
    }

    [Fact]
    public void Leaves_out_voxels_without_label() => Assert.All(Paint(3, (1, 1, 0)), label => Assert.Equal(0, label));

    private static byte[] Paint(int size, params (int X, int Y, byte Label)[] voxels)
    {
        ushort[] x = [.. voxels.Select(voxel => (ushort)voxel.X)], y = [.. voxels.Select(voxel => (ushort)voxel.Y)];
        return ScatterRaster.Paint(size, x, y, new([.. voxels.Select(voxel => voxel.Label)], 3), Viridis.HexOfLabels(3)).Pixels.ToArray();
    }
}
