using GpuSeg.Images.Views;

namespace GpuSeg.Images.Tests.Views;

public sealed class AnatomicalViewTests
{
    // World coordinates of the voxel (x, y, z), counted to the right, to the front and up; its value is 100 x + 10 y + z.
    private const int X = 4, Y = 3, Z = 2;
    private static readonly double[] Spacing = [1.5, 2, 5];
    private static readonly double[] First = [-10, 20, 30];

    public static TheoryData<int[], bool[]> Orders()
    {
        var orders = new TheoryData<int[], bool[]>();
        foreach (var order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            for (var flips = 0; flips < 8; flips++)
            {
                orders.Add(order, [(flips & 1) > 0, (flips & 2) > 0, (flips & 4) > 0]);
            }
        }

        return orders;
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Cuts_the_same_pictures_from_every_order_of_storage(int[] order, bool[] flipped)
    {
        var (grid, voxels) = Store(order, flipped);
        Assert.Equal([20, 120, 220, 320, 10, 110, 210, 310, 0, 100, 200, 300], Cut(grid, voxels, Plane.Axial, 0));
        Assert.Equal([11, 111, 211, 311, 10, 110, 210, 310], Cut(grid, voxels, Plane.Coronal, 1));
        Assert.Equal([301, 311, 321, 300, 310, 320], Cut(grid, voxels, Plane.Sagittal, 3));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Places_letters_and_sizes_are_those_of_the_world(int[] order, bool[] flipped)
    {
        var (grid, _) = Store(order, flipped);
        var axial = new AnatomicalView(grid, Plane.Axial);
        var coronal = new AnatomicalView(grid, Plane.Coronal);
        var sagittal = new AnatomicalView(grid, Plane.Sagittal);
        Assert.Equal(("LRAP", 'z', (1.5, 2.0), 35.0), (Letters(axial), axial.Coordinate, axial.PixelSize, axial.Millimetres(1)));
        Assert.Equal(("LRSI", 'y', (1.5, 5.0), 24.0), (Letters(coronal), coronal.Coordinate, coronal.PixelSize, coronal.Millimetres(2)));
        Assert.Equal(
            ("PASI", 'x', (2.0, 5.0), -10.0), (Letters(sagittal), sagittal.Coordinate, sagittal.PixelSize, sagittal.Millimetres(0)));
    }

    [Fact]
    public void Names_a_slice_by_its_index_in_the_file()
    {
        var axial = new AnatomicalView(Store([0, 1, 2], [false, false, true]).Grid, Plane.Axial);
        Assert.Equal((1, 0), (axial.FileIndex(0), axial.SliceOf(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => axial.FileIndex(2));
    }

    private static string Letters(AnatomicalView view) => new([view.Left, view.Right, view.Top, view.Bottom]);

    private static int[] Cut(Grid grid, int[] voxels, Plane plane, int slice)
    {
        var view = new AnatomicalView(grid, plane);
        var picture = new int[view.Width * view.Height];
        view.Cut(voxels, slice, picture);
        return picture;
    }

    // Voxel axis a of the file follows world axis order[a], backwards if flipped[a].
    private static (Grid Grid, int[] Voxels) Store(int[] order, bool[] flipped)
    {
        int[] world = [X, Y, Z];
        int[] shape = [.. order.Select(axis => world[axis])];
        var affine = new double[4, 4];
        affine[3, 3] = 1;
        for (var row = 0; row < 3; row++)
        {
            affine[row, 3] = First[row];
        }

        for (var a = 0; a < 3; a++)
        {
            affine[order[a], a] = flipped[a] ? -Spacing[order[a]] : Spacing[order[a]];
            affine[order[a], 3] += flipped[a] ? Spacing[order[a]] * (shape[a] - 1) : 0;
        }

        var voxels = new int[X * Y * Z];
        for (var i = 0; i < voxels.Length; i++)
        {
            int[] stored = [i % shape[0], i / shape[0] % shape[1], i / (shape[0] * shape[1])];
            for (var a = 0; a < 3; a++)
            {
                voxels[i] += (flipped[a] ? shape[a] - 1 - stored[a] : stored[a]) * (order[a] == 0 ? 100 : order[a] == 1 ? 10 : 1);
            }
        }

        return (new Grid((shape[0], shape[1], shape[2]), affine), voxels);
    }
}
