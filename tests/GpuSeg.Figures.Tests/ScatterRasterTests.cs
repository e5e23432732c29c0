using GpuSeg.Figures.Charts;

namespace GpuSeg.Figures.Tests;

public sealed class ScatterRasterTests
{
    [Fact]
    public void A_voxel_alone_is_a_dot_of_three_by_three_pixels()
    {
        var raster = Paint(7, (3, 4, 2));
        Assert.Equal(9, raster.Count(label => label == 2));
        // Four pixels from the bottom of seven are two from the top.
        Assert.Equal(2, raster[(2 * 7) + 3]);
        Assert.Equal(40, raster.Count(label => label == 0));
    }

    [Fact]
    public void The_label_of_most_voxels_colours_a_pixel_whatever_their_order()
    {
        (int, int, byte)[] voxels = [(2, 2, 2), (2, 2, 1), (2, 2, 1)];
        foreach (var order in (int[][])[[0, 1, 2], [2, 1, 0], [1, 0, 2]])
        {
            Assert.All(Paint(5, [.. order.Select(i => voxels[i])]), label => Assert.NotEqual(2, label));
        }
    }

    [Fact]
    public void Dots_do_not_cover_pixels_that_have_voxels()
    {
        var raster = Paint(4, (1, 1, 1), (1, 1, 1), (2, 1, 2));
        Assert.Equal((1, 2), (raster[(2 * 4) + 1], raster[(2 * 4) + 2]));
    }

    [Fact]
    public void Voxels_without_a_label_are_left_out() => Assert.All(Paint(3, (1, 1, 0)), label => Assert.Equal(0, label));

    private static byte[] Paint(int size, params (int X, int Y, byte Label)[] voxels) => ScatterRaster.Paint(
        size, [.. voxels.Select(voxel => (ushort)voxel.X)], [.. voxels.Select(voxel => (ushort)voxel.Y)], new([.. voxels.Select(voxel => voxel.Label)], 3)).Pixels.ToArray();
}
