namespace GpuSeg.Images.Nifti;

/// <summary>Headers for images that do not come from a file.</summary>
public static class NiftiGrids
{
    private const int Millimetres = 2;
    private const int ScannerAnatomical = 1;

    // A field of view that is a whole number of voxels except for rounding needs no further voxel.
    private const double Rounding = 1e-3;

    /// <summary>
    /// Creates a NIfTI-1 header of a three-dimensional RAS grid, the centre of the image at the origin, in qform and sform.
    /// </summary>
    /// <param name="shape">Voxels along the three axes, 1..32767 each.</param>
    /// <param name="spacing">Size of a voxel in mm.</param>
    public static NiftiHeader Centred((int X, int Y, int Z) shape, (double X, double Y, double Z) spacing)
    {
        var fields = new NiftiFields(NiftiLayout.Nifti1);
        fields.Set(NiftiField.SizeofHdr, fields.Layout.HeaderSize);
        fields.Layout.SingleMagic.CopyTo(fields.Raw(NiftiField.Magic));
        fields.Set(NiftiField.VoxOffset, fields.Layout.SingleFileOffset);
        fields.Set(NiftiField.Datatype, (int)NiftiDatatype.Float32);
        fields.Set(NiftiField.XyztUnits, Millimetres);
        fields.Set(NiftiField.QformCode, ScannerAnatomical);
        fields.Set(NiftiField.SformCode, ScannerAnatomical);
        fields.Set(NiftiField.Dim, 3);
        // The sign of the third axis in the qform; a zero quaternion means no rotation.
        fields.Set(NiftiField.Pixdim, 1);
        SetAxis(fields, 0, shape.X, spacing.X);
        SetAxis(fields, 1, shape.Y, spacing.Y);
        SetAxis(fields, 2, shape.Z, spacing.Z);
        for (var i = 4; i < 8; i++)
        {
            fields.Set(NiftiField.Dim, 1, i);
        }

        return NiftiHeader.Parse(fields.Bytes, "the new image");
    }

    /// <summary>
    /// Creates the header of a grid of cubic voxels along the axes of another grid. It covers the same field of view from the same corner,
    /// up to less than a voxel more at the far ends.
    /// </summary>
    /// <param name="first">Header of the other grid.</param>
    /// <param name="millimetres">Length of the voxels in mm.</param>
    /// <exception cref="ImageException">The grid would have too many voxels for one volume.</exception>
    public static NiftiHeader Isotropic(NiftiHeader first, double millimetres)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(millimetres);
        var grid = first.Grid;
        double[] factors = [millimetres / grid.Spacing.X, millimetres / grid.Spacing.Y, millimetres / grid.Spacing.Z];
        int[] from = [grid.Shape.X, grid.Shape.Y, grid.Shape.Z];
        double[] shape = [.. from.Select((voxels, axis) => Math.Ceiling(voxels / factors[axis] - Rounding))];
        if (shape.Any(voxels => voxels > short.MaxValue) || shape.Aggregate(1.0, (a, b) => a * b) * sizeof(float) > Array.MaxLength)
        {
            throw new ImageException(FormattableString.Invariant(
                $"Voxels of {millimetres} mm would make a grid of {shape[0]} x {shape[1]} x {shape[2]}, more than the 2 GiB of a volume; ")
                + "choose larger voxels.");
        }

        var affine = grid.Affine;
        for (var row = 0; row < 3; row++)
        {
            for (var axis = 0; axis < 3; axis++)
            {
                // The outer corner stays: the first centre moves by half the difference of the voxels.
                affine[row, 3] += affine[row, axis] * (factors[axis] - 1) / 2;
                affine[row, axis] *= factors[axis];
            }
        }

        var fields = first.Fields.Copy();
        fields.Set(NiftiField.Dim, 3);
        for (var axis = 0; axis < 3; axis++)
        {
            fields.Set(NiftiField.Dim, shape[axis], axis + 1);
            fields.Set(NiftiField.Pixdim, millimetres / grid.Millimetres, axis + 1);
            // A qform that is not the sform would place the new grid elsewhere, and is dropped.
            fields.Set(NiftiField.Qoffset, affine[axis, 3], axis);
        }

        for (var i = 4; i < 8; i++)
        {
            fields.Set(NiftiField.Dim, 1, i);
        }

        for (var i = 0; i < 12; i++)
        {
            fields.Set(NiftiField.Srow, affine[i / 4, i % 4], i);
        }

        var code = first.Form switch
        {
            GridForm.Sform => first.SformCode,
            GridForm.Qform => first.QformCode,
            _ => ScannerAnatomical,
        };
        fields.Set(NiftiField.SformCode, code);
        var qformAgrees = first.Form == GridForm.Qform
            || (first.QformGrid is { } byQform && byQform.ShiftFrom(grid).Voxels <= Grid.UnnoticedShift);
        fields.Set(NiftiField.QformCode, qformAgrees ? first.QformCode : 0);
        fields.Set(NiftiField.Datatype, (int)NiftiDatatype.Float32);
        fields.Set(NiftiField.SclSlope, 1);
        fields.Set(NiftiField.SclInter, 0);
        return NiftiHeader.Parse(fields.Bytes, "the new grid");
    }

    private static void SetAxis(NiftiFields fields, int axis, int voxels, double spacing)
    {
        var first = -0.5 * (voxels - 1) * spacing;
        fields.Set(NiftiField.Dim, voxels, axis + 1);
        fields.Set(NiftiField.Pixdim, spacing, axis + 1);
        fields.Set(NiftiField.Srow, spacing, 5 * axis);
        fields.Set(NiftiField.Srow, first, 4 * axis + 3);
        fields.Set(NiftiField.Qoffset, first, axis);
    }
}
