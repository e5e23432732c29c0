using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

public class NiftiGridsTests
{
    [Fact]
    public void Places_the_voxels_about_the_origin_in_qform_and_sform()
    {
        var header = NiftiGrids.Centred((5, 7, 4), (1.5, 2, 3));
        var sform = NiftiAffine.Best(header.Fields).Affine;
        header.Fields.Set(NiftiField.SformCode, 0);
        var qform = NiftiAffine.Best(header.Fields).Affine;
        double[,] expected = { { 1.5, 0, 0, -3 }, { 0, 2, 0, -6 }, { 0, 0, 3, -4.5 }, { 0, 0, 0, 1 } };
        Assert.Equal(expected, sform);
        Assert.Equal(expected, qform);
        Assert.Equal("RAS", header.Grid.Orientation);
        Assert.Equal((5, 7, 4), header.Grid.Shape);
    }
}
