namespace GpuSeg.Images.Nifti;

/// <summary>Headers for images that do not come from a file.</summary>
public static class NiftiGrids
{
    private const int Millimetres = 2;
    private const int ScannerAnatomical = 1;

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
