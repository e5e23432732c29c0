using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests;

public sealed class GridTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(5e-4)]
    [InlineData(-5e-4)]
    public void Accepts_affines_within_a_thousandth_of_a_millimetre(double shift) =>
        GridCheck.Require([Image("a.nii", 0), Image("b.nii", shift)]);

    [Theory]
    [InlineData(2e-3, "0.002 mm")]
    [InlineData(40, "40 mm")]
    [InlineData(-40, "40 mm")]
    public void Refuses_a_shifted_affine_and_names_the_distance(double shift, string distance)
    {
        var (first, other) = (Image("first.nii", 0), Image("other.nii", shift));
        var error = Assert.Throws<ImageException>(() => GridCheck.Require([first, first, other]));
        Assert.Contains($"voxels up to {distance} elsewhere", error.Message);
        Assert.Contains($"first.nii: {first.Grid}", error.Message);
        Assert.Contains($"other.nii: {other.Grid}", error.Message);
        Assert.Contains("resample", error.Message);
        Assert.DoesNotContain("nearest", error.Message);
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
