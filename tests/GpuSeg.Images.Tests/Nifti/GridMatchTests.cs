using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;

namespace GpuSeg.Images.Tests.Nifti;

/// <summary>Relates grids: orders of voxels, small shifts, and forms that agree though the others do not.</summary>
public sealed class GridMatchTests : IDisposable
{
    // Oblique, with voxels of three sizes.
    private static readonly double[,] s_affine =
    {
        { 0.9, 0.1, -0.2, -30 },
        { -0.12, 1.9, 0.3, 20 },
        { 0.05, -0.2, 3.1, -10 },
        { 0, 0, 0, 1 },
    };

    private static readonly double[] s_scanner = [2, 0, 0, -10, 0, 2, 0, -20, 0, 0, 3, -30];
    private static readonly double[] s_template = [2, 0, 0, -31, 0, 2, 0, -20, 0, 0, 3, -30];
    private static readonly int[] s_shape = [4, 3, 2];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Orders => [.. AllOrders()];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Undoes_every_order_of_voxels_exactly(string order)
    {
        var reference = new Grid((5, 4, 3), s_affine);
        var (grid, stored) = Stored(reference, order);
        var found = VoxelOrder.Closest(reference, grid);
        Assert.Equal(order == "+0+1+2", found.IsSame);
        var ordered = found.Apply(grid);
        Assert.Equal(reference.Shape, ordered.Shape);
        Assert.True(ordered.ShiftFrom(reference).Millimetres < 1e-9);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (byte)i), found.Apply(stored, grid, 1));
        foreach (var size in (int[])[2, 4, 8])
        {
            byte[] wide = [.. stored.SelectMany(value => Enumerable.Range(0, size).Select(i => (byte)(value + i)))];
            byte[] expected = [.. Enumerable.Range(0, 60).SelectMany(value => Enumerable.Range(0, size).Select(i => (byte)(value + i)))];
            Assert.Equal(expected, found.Apply(wide, grid, size));
        }
    }

    [Fact]
    public void Reads_a_file_in_another_order_as_the_reference_has_it()
    {
        var reference = new Grid((5, 4, 3), s_affine);
        var (grid, stored) = Stored(reference, "-2+0-1");
        var first = _folder.Volume("t1.nii", File(reference, [.. Enumerable.Range(0, 60).Select(i => (float)i)]));
        var other = _folder.Volume("map.nii", File(grid, [.. stored.Select(value => (float)value)]));
        var read = GridReader.Reorder(other, first, GridRole.Labels);
        var values = new float[60];
        read.CopyTo(values);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (float)i), values);
        Assert.True(read.Placement!.IsReordered);
        Assert.Equal(first.Grid.Affine, read.Grid.Affine);
        Assert.Equal(other.Hash, read.Hash);
        Assert.Same(first, GridReader.Reorder(first, first, GridRole.Labels));
    }

    [Fact]
    public void Does_not_take_another_shape_for_another_order()
    {
        var cube = new Grid((4, 4, 4), s_affine);
        Assert.Null(GridMatch.Find(File(cube, new float[64]).Header(), File(new((4, 4, 3), s_affine), new float[48]).Header()));
    }

    [Theory]
    [InlineData(0.019, false)]
    [InlineData(0.021, true)]
    [InlineData(0.099, true)]
    public void Warns_when_a_shift_exceeds_a_hundredth_of_a_voxel(double shift, bool warns)
    {
        var first = _folder.Volume("t1.nii", NiftiBytes.Floats(new float[24], s_shape));
        var other = GridReader.Reorder(
            _folder.Volume("flair.nii", NiftiBytes.Floats(new float[24], s_shape, shift)), first, GridRole.Image);
        var warnings = HeaderChecks.Warnings([first, other]);
        if (warns)
        {
            Assert.Matches(@"^flair lies up to 0\.\d+ mm \([\d.]+ % of a voxel\) off the grid of t1 and", Assert.Single(warnings));
        }
        else
        {
            Assert.Empty(warnings);
        }
    }

    [Theory]
    [InlineData(GridRole.Image)]
    [InlineData(GridRole.Mask)]
    [InlineData(GridRole.Labels)]
    public void Takes_the_qform_when_one_file_has_no_sform(GridRole role)
    {
        var scan = Headers.WithSform(new float[24], s_shape, s_template, code: 4).WithQform(-10, -20, -30);
        var mask = NiftiBytes.Floats(new float[24], s_shape).WithoutSform().WithQform(-10, -20, -30);
        var match = GridMatch.Find(scan.Header(), mask.Header(), role);
        Assert.Equal("its qform agrees with the qform of the first (they lie up to 21 mm apart by the forms in use)", match!.Forms);
        Assert.True(match.Order.IsSame);
        Assert.NotNull(GridMatch.Find(mask.Header(), scan.Header(), role));
    }

    [Fact]
    public void Warns_when_the_qform_decides()
    {
        var scan = _folder.Volume("t1.nii", Headers.WithSform(new float[24], s_shape, s_template, code: 4).WithQform(-10, -20, -30));
        var mask = _folder.Volume("mask.nii", NiftiBytes.Floats(new float[24], s_shape).WithoutSform().WithQform(-10, -20, -30));
        Assert.Equal(
            "mask lies on the voxels of t1 because its qform agrees with the qform of the first "
            + "(they lie up to 21 mm apart by the forms in use); "
            + "give both the same form.",
            Assert.Single(HeaderChecks.Warnings([scan, GridReader.Reorder(mask, scan, GridRole.Mask)])));
    }

    [Fact]
    public void Refuses_a_scan_whose_sform_may_be_a_registration()
    {
        var first = _folder.Volume("t1.nii", Headers.WithSform(new float[24], s_shape, s_scanner).WithQform(-10, -20, -30));
        var moved = _folder.Volume("t2.nii", Headers.WithSform(new float[24], s_shape, s_template).WithQform(-10, -20, -30));
        var error = Assert.Throws<ImageException>(() => GridReader.Reorder(moved, first, GridRole.Image)).Message;
        Assert.Contains("21 mm elsewhere, though its qform agrees with the sform of the first", error);
        Assert.Contains("fslorient -copyqform2sform", error);
        Assert.DoesNotContain("resample", error);
        Assert.NotNull(GridMatch.Find(first.Header, moved.Header, GridRole.Mask));
    }

    [Fact]
    public void Takes_the_qform_of_a_scan_whose_sform_is_of_a_template()
    {
        var first = Headers.WithSform(new float[24], s_shape, s_scanner).WithQform(-10, -20, -30).Header();
        var other = Headers.WithSform(new float[24], s_shape, s_template, code: 4).WithQform(-10, -20, -30).Header();
        Assert.NotNull(GridMatch.Find(first, other)?.Forms);
    }

    private static IEnumerable<string> AllOrders() =>
        from axes in (string[])["012", "021", "102", "120", "201", "210"]
        from signs in (string[])["+++", "-++", "+-+", "++-", "--+", "-+-", "+--", "---"]
        select string.Concat(axes.Zip(signs, (axis, sign) => $"{sign}{axis}"));

    /// <summary>Stores the voxels 0, 1, 2 ... of a grid in another order: each axis is an axis of the grid, maybe reversed.</summary>
    private static (Grid Grid, byte[] Stored) Stored(Grid grid, string order)
    {
        int[] shape = [grid.Shape.X, grid.Shape.Y, grid.Shape.Z];
        int[] axes = [.. Enumerable.Range(0, 3).Select(c => order[2 * c + 1] - '0')];
        bool[] reversed = [.. Enumerable.Range(0, 3).Select(c => order[2 * c] == '-')];
        int[] lengths = [.. axes.Select(axis => shape[axis])];
        var affine = grid.Affine;
        for (var row = 0; row < 3; row++)
        {
            for (var c = 0; c < 3; c++)
            {
                affine[row, c] = grid.Affine[row, axes[c]] * (reversed[c] ? -1 : 1);
                affine[row, 3] += reversed[c] ? grid.Affine[row, axes[c]] * (lengths[c] - 1) : 0;
            }
        }

        var stored = new byte[shape[0] * shape[1] * shape[2]];
        for (var i = 0; i < stored.Length; i++)
        {
            int[] at = [i % lengths[0], i / lengths[0] % lengths[1], i / lengths[0] / lengths[1]];
            var original = new int[3];
            for (var c = 0; c < 3; c++)
            {
                original[axes[c]] = reversed[c] ? lengths[c] - 1 - at[c] : at[c];
            }

            stored[i] = (byte)(original[0] + shape[0] * (original[1] + shape[1] * original[2]));
        }

        return (new((lengths[0], lengths[1], lengths[2]), affine), stored);
    }

    private static byte[] File(Grid grid, float[] values) => Headers.WithSform(
        values, [grid.Shape.X, grid.Shape.Y, grid.Shape.Z], [.. grid.Affine.Cast<double>().Take(12)]);
}
