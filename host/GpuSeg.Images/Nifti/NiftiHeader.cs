using System.Buffers.Binary;
using System.Text;

namespace GpuSeg.Images.Nifti;

/// <summary>A checked NIfTI-1 or NIfTI-2 header: its fields make sense, though the voxels may still be missing.</summary>
public sealed class NiftiHeader
{
    // One managed array holds one volume.
    private static readonly long s_largestVolume = Array.MaxLength;

    private NiftiHeader(NiftiFields fields, bool bigEndian, string path)
    {
        (Fields, BigEndian) = (fields, bigEndian);
        IsPair = fields.Raw(NiftiField.Magic)[1] == (byte)'i';
        Datatype = CheckedDatatype(path);
        VoxelOffset = CheckedOffset(path);
        var shape = CheckedShape(path);
        (Slope, Intercept) = CheckedScaling(path);
        (Grid, Form) = CheckedGrid(path, shape);
    }

    // Values of one type on the grid of another header.
    private NiftiHeader(NiftiHeader grid, NiftiDatatype datatype, bool bigEndian, double slope, double intercept)
    {
        (Fields, Grid, Form, VolumeCount, VoxelOffset) = (grid.Fields, grid.Grid, grid.Form, 1, grid.VoxelOffset);
        (Datatype, BigEndian, Slope, Intercept) = (datatype, bigEndian, slope, intercept);
    }

    /// <summary>Version of the format, 1 or 2.</summary>
    public int Version => Fields.Layout.Version;

    /// <summary>Whether the file stores its numbers with the most significant byte first.</summary>
    public bool BigEndian { get; }

    /// <summary>Whether the voxels are in an .img file beside the header.</summary>
    public bool IsPair { get; }

    /// <summary>Type of the stored voxels.</summary>
    public NiftiDatatype Datatype { get; }

    /// <summary>Grid of each volume.</summary>
    public Grid Grid { get; }

    /// <summary>The part of the header that <see cref="Grid"/> comes from.</summary>
    public GridForm Form { get; }

    /// <summary>The grid by the qform if the header has one beside a usable sform; otherwise null.</summary>
    public Grid? QformGrid => Form == GridForm.Sform && NiftiAffine.HasQform(Fields)
        ? new(Grid.Shape, NiftiAffine.Qform(Fields), Grid.Millimetres)
        : null;

    /// <summary>Code of the sform: 0 not set, 1 scanner, 2 aligned, 3 Talairach, 4 MNI, 5 another template.</summary>
    public int SformCode => (int)Fields.Integer(NiftiField.SformCode);

    /// <summary>Code of the qform, as that of the sform.</summary>
    public int QformCode => (int)Fields.Integer(NiftiField.QformCode);

    /// <summary>The distances of voxels in <c>pixdim</c> along i, j, k in mm, without sign; 0 means "not set".</summary>
    public (double X, double Y, double Z) Pixdim => (PixdimOf(1), PixdimOf(2), PixdimOf(3));

    /// <summary>Volumes in the file: 1 for 2-D and 3-D images, the fourth dimension otherwise.</summary>
    public long VolumeCount { get; private set; }

    /// <summary>First byte of the voxels in their file.</summary>
    public long VoxelOffset { get; }

    /// <summary>Factor of the stored numbers: value = Slope * stored + Intercept; 1 if the header gives 0 or no finite slope.</summary>
    public double Slope { get; }

    /// <summary>Term added to the scaled numbers, see <see cref="Slope"/>; 0 if the header gives no slope.</summary>
    public double Intercept { get; }

    /// <summary>The eight numbers of <c>dim</c>; the first is the number of dimensions.</summary>
    public long[] Dim => Fields.Integers(NiftiField.Dim);

    internal NiftiFields Fields { get; }

    /// <summary>Bytes of one volume as stored.</summary>
    public int VolumeBytes => Grid.VoxelCount * Datatype.Size();

    /// <summary>Returns a header for these values in the voxel order of another header's grid.</summary>
    internal NiftiHeader OnGridOf(NiftiHeader reference) => new(reference, Datatype, BigEndian, Slope, Intercept);

    /// <summary>Returns a header for one volume of float32 values on this grid.</summary>
    internal NiftiHeader ForFloats() => new(this, NiftiDatatype.Float32, bigEndian: false, slope: 1, intercept: 0);

    /// <summary>Returns whether a file with this beginning has the long header.</summary>
    internal static bool IsNifti2(ReadOnlySpan<byte> stored) => stored.Length >= 4 && IsHeaderOf(NiftiLayout.Nifti2, stored, out _);

    /// <summary>Recognises version and byte order by the first number; what is stored may be shorter than a header.</summary>
    internal static NiftiHeader Parse(ReadOnlySpan<byte> stored, string path)
    {
        var layout = LayoutOf(stored, path, out var bigEndian);
        return new(FieldsOf(stored, layout, bigEndian, path), bigEndian, path);
    }

    /// <summary>Reads the fields of a header whose values may make no sense.</summary>
    internal static NiftiFields FieldsOf(ReadOnlySpan<byte> stored, string path) =>
        FieldsOf(stored, LayoutOf(stored, path, out var bigEndian), bigEndian, path);

    private static NiftiFields FieldsOf(ReadOnlySpan<byte> stored, NiftiLayout layout, bool bigEndian, string path)
    {
        if (stored.Length < layout.HeaderSize)
        {
            ImageErrors.TruncatedHeader(path, layout.HeaderSize, stored.Length);
        }

        var fields = NiftiFields.FromFile(layout, stored, bigEndian);
        var magic = fields.Raw(NiftiField.Magic);
        // The bytes after the NIfTI-2 magic would reveal a transfer as text; nibabel ignores them, and other checks find real damage.
        if (!magic[..4].SequenceEqual(layout.SingleMagic[..4]) && !magic[..4].SequenceEqual(layout.PairMagic[..4]))
        {
            if (!magic[..4].ContainsAnyExcept((byte)0))
            {
                ImageErrors.OtherKind(
                    path, "an ANALYZE 7.5 image, whose header has no magic and no place in the scanner",
                    $"convert it with `mri_convert {NiftiPaths.WithoutExtension(path)}.img {NiftiPaths.WithoutExtension(path)}.nii.gz` "
                    + "and check left and right");
            }

            ImageErrors.NotNifti(
                path, $"its magic is '{Printable(magic[..4])}' instead of 'n+{layout.Version}' or 'ni{layout.Version}'");
        }

        return fields;
    }

    private static NiftiLayout LayoutOf(ReadOnlySpan<byte> stored, string path, out bool bigEndian)
    {
        if (stored.IsEmpty)
        {
            ImageErrors.Empty(path);
        }

        if (stored.Length < 4)
        {
            ImageErrors.TruncatedHeader(path, NiftiLayout.Nifti1.HeaderSize, stored.Length);
        }

        if (IsHeaderOf(NiftiLayout.Nifti1, stored, out bigEndian))
        {
            return NiftiLayout.Nifti1;
        }

        if (IsHeaderOf(NiftiLayout.Nifti2, stored, out bigEndian))
        {
            return NiftiLayout.Nifti2;
        }

        if (FileKind.Of(stored, path) is { } kind)
        {
            ImageErrors.OtherKind(path, kind.Name, kind.Advice);
        }

        ImageErrors.NotNifti(path, $"it starts with '{Printable(stored[..4])}' instead of the header size 348 or 540");
        return null;
    }

    private static bool IsHeaderOf(NiftiLayout layout, ReadOnlySpan<byte> stored, out bool bigEndian)
    {
        bigEndian = BinaryPrimitives.ReadInt32BigEndian(stored) == layout.HeaderSize;
        return bigEndian || BinaryPrimitives.ReadInt32LittleEndian(stored) == layout.HeaderSize;
    }

    private NiftiDatatype CheckedDatatype(string path)
    {
        var code = Fields.Integer(NiftiField.Datatype);
        if (!NiftiDatatypes.IsReal(code))
        {
            ImageErrors.UnsupportedDatatype(path, code, NiftiDatatypes.NameOfUnsupported(code));
        }

        return (NiftiDatatype)code;
    }

    private long CheckedOffset(string path)
    {
        var least = IsPair ? 0 : Fields.Layout.SingleFileOffset;
        // NIfTI-1 keeps the offset as a float, which may be NaN, infinite or beyond a long; those fail the comparison.
        var offset = Fields.Real(NiftiField.VoxOffset);
        if (!(offset >= least && offset < long.MaxValue))
        {
            ImageErrors.BadHeader(path, $"vox_offset is {offset:R}", $"at least {least}");
        }

        return Fields.Layout.Version == 1 ? (long)offset : Fields.Integer(NiftiField.VoxOffset);
    }

    private (int X, int Y, int Z) CheckedShape(string path)
    {
        var dim = Dim;
        if (dim[0] is < 2 or > 7)
        {
            ImageErrors.BadHeader(path, $"dim[0] says {dim[0]} dimensions", "2, 3 or 4");
        }

        var used = dim.AsSpan(1, (int)dim[0]);
        var text = string.Join(" x ", used.ToArray());
        if (used.ContainsAnyInRange(long.MinValue, 0L))
        {
            ImageErrors.BadHeader(path, $"its shape is {text}", "no dimension below 1");
        }

        if (used.Length > 4 && used[4..].ContainsAnyExcept(1L))
        {
            ImageErrors.BadHeader(path, $"its shape is {text}", "at most 4 dimensions (x, y, z and volumes)");
        }

        VolumeCount = used.Length > 3 ? used[3] : 1;
        var (x, y, z) = (used[0], used[1], used.Length > 2 ? used[2] : 1);
        // Each factor is bounded first, so that the products fit in 128 bits.
        if (x > s_largestVolume || y > s_largestVolume || z > s_largestVolume
            || (Int128)x * y * z * Datatype.Size() > s_largestVolume
            || (Int128)x * y * z * Datatype.Size() * VolumeCount > long.MaxValue - VoxelOffset)
        {
            var fitsAsFloats = (Int128)x * y * z <= s_largestVolume / sizeof(float);
            ImageErrors.TooLarge(path, text, Datatype.NumpyName(), Datatype.Size() > sizeof(float) && fitsAsFloats);
        }

        return ((int)x, (int)y, (int)z);
    }

    private (double Slope, double Intercept) CheckedScaling(string path)
    {
        var (slope, intercept) = (Fields.Real(NiftiField.SclSlope), Fields.Real(NiftiField.SclInter));
        if (slope == 0 || !double.IsFinite(slope))
        {
            return (1, 0);
        }

        if (!double.IsFinite(intercept))
        {
            ImageErrors.BadHeader(path, $"scl_slope is {slope:R} and scl_inter is {intercept:R}", "a finite scl_inter");
        }

        return (slope, intercept);
    }

    private (Grid Grid, GridForm Form) CheckedGrid(string path, (int X, int Y, int Z) shape)
    {
        var (affine, form) = NiftiAffine.Best(Fields);
        if (!Grid.IsUsable(affine))
        {
            var name = form == GridForm.Pixdim ? "pixdim" : form.ToString().ToLowerInvariant();
            ImageErrors.BadHeader(
                path,
                $"its affine, by the {name}, has determinant {Matrix3.Determinant(affine):R} or non-finite entries",
                "an sform, qform or pixdim that places every voxel");
        }

        return (new(shape, affine, Millimetres()), form);
    }

    private double PixdimOf(int axis) => Math.Abs(Fields.Real(NiftiField.Pixdim, axis)) * Millimetres();

    // The three lowest bits of xyzt_units; no unit means mm.
    private double Millimetres() => (Fields.Integer(NiftiField.XyztUnits) & 7) switch
    {
        1 => 1000,
        3 => 0.001,
        _ => 1,
    };

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes)
        {
            text.Append(b is >= 32 and < 127 ? (char)b : '?');
        }

        return text.ToString();
    }
}
