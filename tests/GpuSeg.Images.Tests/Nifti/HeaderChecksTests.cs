using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

/// <summary>Warns of headers whose parts contradict each other, and is silent about sound ones.</summary>
public sealed class HeaderChecksTests
{
    private static readonly int[] s_shape = [4, 3, 2];

    [Fact]
    public void Names_both_voxel_sizes_and_the_factor_of_the_volumes() => Assert.Equal(
        "t1 has voxels of 1 x 1 x 3 mm by pixdim and of 2 x 2 x 3 mm by its sform, which is used; "
        + "correct the false one, because every volume in mL depends on it (factor 4).",
        Assert.Single(Warnings(Small().WithPixdim(1, 1, 3))));

    [Fact]
    public void Names_the_qform_that_goes_with_pixdim() => Assert.Contains(
        "by pixdim and qform and of 2 x 2 x 3 mm", Assert.Single(Warnings(Small().WithPixdim(1, 1, 3).WithQform(0, 0, 0))));

    [Theory]
    [InlineData(2, 2, 3)]
    [InlineData(-2, 2, 3)]
    [InlineData(2.01, 2, 3)]
    [InlineData(0, 0, 0)]
    public void Accepts_sizes_that_agree_or_are_not_set(double x, double y, double z) =>
        Assert.Empty(Warnings(Small().WithPixdim(x, y, z)));

    [Fact]
    public void Ignores_the_third_size_of_a_slice() =>
        Assert.Empty(Warnings(NiftiBytes.Floats(new float[12], [4, 3]).WithPixdim(2, 2, 9)));

    [Fact]
    public void Ignores_pixdim_without_an_sform() => Assert.Empty(Warnings(Small().WithoutSform().WithPixdim(1, 1, 9).WithQform(0, 0, 0)));

    [Fact]
    public void Warns_when_the_qform_lies_elsewhere_in_the_same_space() => Assert.Matches(
        @"^The qform and sform of t1 place voxels up to 20 mm apart, and the sform is used; ",
        Assert.Single(Warnings(Small().WithQform(10, -20, -30))));

    [Fact]
    public void Accepts_a_qform_elsewhere_when_the_sform_is_of_a_template() =>
        Assert.Empty(Warnings(Headers.WithSform(new float[24], s_shape, [2, 0, 0, 9, 0, 2, 0, 9, 0, 0, 3, 9], code: 4).WithQform(0, 0, 0)));

    [Fact]
    public void Falls_back_to_the_qform_and_says_so_when_the_sform_is_zero()
    {
        var bytes = Headers.WithSform(new float[24], s_shape, new double[12]).WithPixdim(2, 2, 3).WithQform(1, 2, 3);
        var header = bytes.Header();
        Assert.Equal(GridForm.Qform, header.Form);
        Assert.Equal((2, 3, 1.0), (header.Grid.Affine[0, 0], header.Grid.Affine[2, 2], header.Grid.Affine[0, 3]));
        Assert.StartsWith("The sform of t1 (code 1) places no voxel, so its qform is used; ", Assert.Single(Warnings(bytes)));
    }

    [Fact]
    public void Names_the_form_of_a_header_that_places_nothing() => Assert.Contains(
        "its affine, by the sform, has determinant 0",
        Assert.Throws<ImageException>(() => Headers.WithSform(new float[24], s_shape, new double[12]).Header()).Message);

    private static byte[] Small() => NiftiBytes.Floats(new float[24], s_shape);

    private static IEnumerable<string> Warnings(byte[] bytes) => HeaderChecks.Warnings("t1", bytes.Header());
}
