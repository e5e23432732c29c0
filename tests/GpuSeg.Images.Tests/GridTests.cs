using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests;

public sealed class GridTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2e-3)]
    [InlineData(-0.019)]
    [InlineData(0.09)]
    public void Accepts_a_shift_of_less_than_a_twentieth_of_a_voxel(double shift) =>
        GridCheck.Require([Image("a.nii", 0), Image("b.nii", shift)]);

    [Theory]
    [InlineData(0.11, "0.11 mm")]
    [InlineData(40, "40 mm")]
    [InlineData(-40, "40 mm")]
    public void Refuses_a_shifted_affine_and_names_the_distance(double shift, string distance)
    {
        var (first, other) = (Image("first.nii", 0), Image("other.nii", shift));
        var error = Assert.Throws<ImageException>(() => GridCheck.Require([first, first, other]));
        Assert.Contains($"voxels up to {distance} elsewhere", error.Message);
        Assert.Contains($"first.nii: {first.Grid}", error.Message);
        Assert.Contains($"other.nii: {other.Grid}", error.Message);
        Assert.Contains("have it resampled onto the first image's grid", error.Message);
        Assert.DoesNotContain("nearest", error.Message);
    }

    [Fact]
    public void Measures_the_shift_at_the_farthest_corner()
    {
        // Every entry differs by less than 0.001 mm, and the far corner lies 1.3 mm away.
        var (grid, turned) = (new double[4, 4], new double[4, 4]);
        for (var i = 0; i < 16; i++)
        {
            grid[i / 4, i % 4] = i % 5 == 0 ? 1 : 0;
            turned[i / 4, i % 4] = grid[i / 4, i % 4] + (i / 4 < 3 && i % 4 < 3 ? 0.00099 : 0);
        }

        var shift = new Grid((256, 256, 256), turned).ShiftFrom(new((256, 256, 256), grid));
        Assert.Equal(0.00099 * 3 * 255.5 * Math.Sqrt(3), shift.Millimetres, 1e-9);
        Assert.Equal(shift.Millimetres, shift.Voxels, 1e-9);
    }

    [Fact]
    public void Measures_a_shift_in_voxels_of_the_reference_along_its_axes()
    {
        var grid = new Grid((4, 4, 4), new double[,] { { 0.5, 0, 0, 0 }, { 0, 0.5, 0, 0 }, { 0, 0, 5, 0 }, { 0, 0, 0, 1 } });
        var inPlane = new Grid((4, 4, 4), new double[,] { { 0.5, 0, 0, 0.1 }, { 0, 0.5, 0, 0 }, { 0, 0, 5, 0 }, { 0, 0, 0, 1 } });
        var through = new Grid((4, 4, 4), new double[,] { { 0.5, 0, 0, 0 }, { 0, 0.5, 0, 0 }, { 0, 0, 5, 0.1 }, { 0, 0, 0, 1 } });
        Assert.Equal(0.2, inPlane.ShiftFrom(grid).Voxels, 1e-12);
        Assert.Equal(0.02, through.ShiftFrom(grid).Voxels, 1e-12);
    }

    [Fact]
    public void Tells_slices_of_another_thickness_apart()
    {
        var thin = new Grid((4, 4, 1), new double[,] { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } });
        var thick = new Grid((4, 4, 1), new double[,] { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 5, 0 }, { 0, 0, 0, 1 } });
        Assert.False(thick.SameAs(thin));
    }

    [Fact]
    public void Refuses_another_shape_and_names_both()
    {
        var error = Assert.Throws<ImageException>(() =>
            GridCheck.Require([Image("a.nii", 0), _folder.Volume("b.nii", NiftiBytes.Floats(new float[24], [3, 4, 2]))]));
        Assert.Contains("its shape is 3 x 4 x 2 instead of 4 x 3 x 2", error.Message);
    }

    [Fact]
    public void Refuses_an_empty_list_of_images() => Assert.Throws<ImageException>(() => GridCheck.Require([]));

    [Theory]
    [InlineData(0, 2, 12)]
    [InlineData(1, 2000, 12e9)]
    [InlineData(2, 2, 12)]
    [InlineData(3, 0.002, 12e-9)]
    public void Converts_spacing_and_volume_to_mm(byte unit, double spacing, double volume)
    {
        var bytes = NiftiBytes.Small();
        bytes[NiftiBytes.Units] = (byte)(unit | 8);
        var grid = _folder.Volume("unit.nii", bytes).Grid;
        Assert.Equal(spacing, grid.Spacing.X, 1e-12);
        Assert.Equal(volume, grid.VoxelVolume, volume * 1e-12);
        Assert.Equal(2, grid.Affine[0, 0]);
    }

    [Fact]
    public void Describes_a_grid_in_one_line() =>
        Assert.Equal("4 x 3 x 2 voxels of 2 x 2 x 3 mm, RAS, first at (-10, -20, -30) mm", Image("a.nii", 0).Grid.ToString());

    [Fact]
    public void Shows_a_tiny_or_negative_zero_origin_as_zero() =>
        Assert.EndsWith("first at (0, -20, -30) mm", Image("a.nii", 10 - 1e-5).Grid.ToString());

    [Fact]
    public void Accepts_the_golden_label_map_on_the_lesson_grid()
    {
        var t1 = Assert.Single(NiftiReader.Read(Shared.File("data", "lesson", "t1.nii.gz")));
        var labels = Assert.Single(NiftiReader.Read(Shared.File("golden", "brain", "gmm_all_k3_raw_labels.nii.gz")));
        GridCheck.Require(t1, labels);
    }

    private Volume Image(string name, double shift) => _folder.Volume(name, NiftiBytes.Floats(new float[24], [4, 3, 2], shift));
}
