namespace GpuSeg.Images.Nifti;

/// <summary>The numbers of a NIfTI header as they are stored, for a file that cannot be used.</summary>
/// <param name="Fields">The fields under the standard's names, and their values.</param>
public sealed record RawHeader(IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Fields)
{
    private static readonly (string Name, NiftiField Field)[] s_shown =
    [
        ("dim", NiftiField.Dim),
        ("datatype", NiftiField.Datatype),
        ("bitpix", NiftiField.Bitpix),
        ("pixdim", NiftiField.Pixdim),
        ("vox_offset", NiftiField.VoxOffset),
        ("scl_slope", NiftiField.SclSlope),
        ("scl_inter", NiftiField.SclInter),
        ("xyzt_units", NiftiField.XyztUnits),
        ("qform_code", NiftiField.QformCode),
        ("quatern", NiftiField.Quatern),
        ("qoffset", NiftiField.Qoffset),
        ("sform_code", NiftiField.SformCode),
        ("srow", NiftiField.Srow),
    ];

    /// <summary>Reads the header of a file, whatever its values; null if the file has no NIfTI header.</summary>
    public static RawHeader? TryRead(string path)
    {
        try
        {
            var fields = NiftiFile.ReadFields(path);
            return new([.. s_shown.Select(shown => (shown.Name, Values(fields, shown.Field)))]);
        }
        catch (ImageException)
        {
            // The error that made the caller look at the header says more.
            return null;
        }
    }

    private static IReadOnlyList<double> Values(NiftiFields fields, NiftiField field) =>
        [.. Enumerable.Range(0, fields.Layout[field].Count).Select(i => fields.Real(field, i))];
}
