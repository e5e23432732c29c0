namespace GpuSeg.Images.Tests;

/// <summary>Makes NIfTI files whose sform and qform are given.</summary>
internal static class Headers
{
    private const int QformCode = 252, SformCode = 254, Quatern = 256, Qoffset = 268;

    /// <summary>Creates a float32 file with an sform, or without one if the code is 0.</summary>
    /// <param name="values">The voxels.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="affine">The three rows of the sform, one after the other.</param>
    /// <param name="code">Code of the sform.</param>
    public static byte[] WithSform(float[] values, int[] shape, double[] affine, short code = 1)
    {
        var bytes = NiftiBytes.Floats(values, shape).With(SformCode, code);
        for (var i = 0; i < 12; i++)
        {
            bytes = bytes.With(NiftiBytes.SrowX + 4 * i, (float)affine[i]);
        }

        return bytes.WithPixdim(Length(0), Length(1), Length(2));

        double Length(int column) =>
            Math.Sqrt(Enumerable.Range(0, 3).Sum(row => affine[4 * row + column] * affine[4 * row + column]));
    }

    public static byte[] WithPixdim(this byte[] bytes, double x, double y, double z) => bytes
        .With(NiftiBytes.Pixdim + 4, (float)x).With(NiftiBytes.Pixdim + 8, (float)y).With(NiftiBytes.Pixdim + 12, (float)z);

    /// <summary>Adds a qform without rotation.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="x">Place of the first voxel.</param>
    /// <param name="y">Place of the first voxel, towards the front.</param>
    /// <param name="z">Place of the first voxel, towards the head.</param>
    /// <param name="code">Code of the qform.</param>
    public static byte[] WithQform(this byte[] bytes, double x, double y, double z, short code = 1) => bytes.With(QformCode, code)
        .With(Quatern, 0f).With(Quatern + 4, 0f).With(Quatern + 8, 0f)
        .With(Qoffset, (float)x).With(Qoffset + 4, (float)y).With(Qoffset + 8, (float)z);

    public static byte[] WithoutSform(this byte[] bytes) => bytes.With(SformCode, (short)0);
}
