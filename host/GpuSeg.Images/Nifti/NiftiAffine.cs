namespace GpuSeg.Images.Nifti;

/// <summary>The affine of a header, from the sform, the qform or neither, chosen as nibabel does.</summary>
internal static class NiftiAffine
{
    // The standard has no codes above 5; nibabel treats them as 0.
    private const int LargestXformCode = 5;

    // Columns of unit length span less than this if a matrix is singular except for rounding.
    private const double Degenerate = 1e-6;

    /// <summary>
    /// Chooses as nibabel does: the sform if its code is set, else the qform, else the zooms. An sform that places no voxel, as one of
    /// zeros, gives way to a qform that does.
    /// </summary>
    public static (double[,] Affine, GridForm Form) Best(NiftiFields header)
    {
        if (IsSet(header, NiftiField.SformCode) && (IsUsable(Sform(header)) || !HasQform(header)))
        {
            return (Sform(header), GridForm.Sform);
        }

        return IsSet(header, NiftiField.QformCode) ? (Qform(header), GridForm.Qform) : (Base(header), GridForm.Pixdim);
    }

    /// <summary>Returns whether the header has a qform that places every voxel.</summary>
    public static bool HasQform(NiftiFields header) => IsSet(header, NiftiField.QformCode) && IsUsable(Qform(header));

    /// <summary>Returns whether the code of a form says that it is set, usable or not.</summary>
    public static bool IsSet(NiftiFields header, NiftiField code) => header.Integer(code) is > 0 and <= LargestXformCode;

    public static double[,] Sform(NiftiFields header)
    {
        var affine = Identity();
        for (var i = 0; i < 12; i++)
        {
            affine[i / 4, i % 4] = header.Real(NiftiField.Srow, i);
        }

        return affine;
    }

    /// <summary>
    /// Computes the rotation from the unit quaternion (w, x, y, z) with w >= 0; a vector part longer than 1 turns by 180 degrees.
    /// </summary>
    public static double[,] Qform(NiftiFields header)
    {
        var (x, y, z) = (header.Real(NiftiField.Quatern, 0), header.Real(NiftiField.Quatern, 1), header.Real(NiftiField.Quatern, 2));
        var vector = x * x + y * y + z * z;
        var w = Math.Sqrt(Math.Max(0, 1 - vector));
        var s = 2 / (w * w + vector);
        double[,] rotation =
        {
            { 1 - s * (y * y + z * z), s * (x * y - w * z), s * (x * z + w * y) },
            { s * (x * y + w * z), 1 - s * (x * x + z * z), s * (y * z - w * x) },
            { s * (x * z - w * y), s * (y * z + w * x), 1 - s * (x * x + y * y) },
        };
        var qfac = header.Real(NiftiField.Pixdim) == -1 ? -1 : 1;
        var affine = Identity();
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                affine[row, column] = rotation[row, column] * Zoom(header, column) * (column == 2 ? qfac : 1);
            }

            affine[row, 3] = header.Real(NiftiField.Qoffset, row);
        }
        return affine;
    }

    private static bool IsUsable(double[,] affine) => Grid.IsUsable(affine)
        && Math.Abs(Matrix3.Determinant(affine))
            > Degenerate * Matrix3.ColumnLength(affine, 0) * Matrix3.ColumnLength(affine, 1) * Matrix3.ColumnLength(affine, 2);

    /// <summary>Puts the zooms on the diagonal, x to the left, and the centre of the image at the origin.</summary>
    private static double[,] Base(NiftiFields header)
    {
        var affine = Identity();
        for (var axis = 0; axis < 3; axis++)
        {
            var used = axis < header.Integer(NiftiField.Dim);
            var zoom = (used ? Zoom(header, axis) : 1) * (axis == 0 ? -1 : 1);
            affine[axis, axis] = zoom;
            affine[axis, 3] = used ? -0.5 * (header.Integer(NiftiField.Dim, axis + 1) - 1) * zoom : -0.0;
        }
        return affine;
    }

    // Zero means "not set" and a sign has no meaning here: nibabel repairs both in this way.
    private static double Zoom(NiftiFields header, int axis) =>
        Math.Abs(header.Real(NiftiField.Pixdim, axis + 1)) is not 0 and var zoom ? zoom : 1;

    private static double[,] Identity() => new double[,] { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } };
}

/// <summary>The part of a header that places the voxels.</summary>
public enum GridForm
{
    /// <summary>The three rows of <c>srow</c>.</summary>
    Sform,

    /// <summary>The quaternion, the offsets and <c>pixdim</c>.</summary>
    Qform,

    /// <summary><c>pixdim</c> alone: the centre of the image is the origin.</summary>
    Pixdim,
}
