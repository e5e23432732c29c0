namespace GpuSeg.Images.Nifti;

/// <summary>The header fields that reader and writer use, under the standard's names.</summary>
internal enum NiftiField
{
    SizeofHdr, Dim, IntentCode, Datatype, Bitpix, Pixdim, VoxOffset, SclSlope, SclInter, XyztUnits, CalMax, CalMin, Descrip,
    QformCode, SformCode, Quatern, Qoffset, Srow, Magic,
}

internal enum FieldKind { Bytes, UInt8, Int16, Int32, Int64, Float32, Float64 }

/// <summary>The place of a field in a header: its first byte, its type, and its number of values.</summary>
internal readonly record struct FieldSlot(int Offset, FieldKind Kind, int Count)
{
    public int ElementSize => Kind switch
    {
        FieldKind.Bytes or FieldKind.UInt8 => 1,
        FieldKind.Int16 => 2,
        FieldKind.Int32 or FieldKind.Float32 => 4,
        _ => 8,
    };

    public int Size => ElementSize * Count;
}

/// <summary>
/// NIfTI-1 and NIfTI-2 as two tables of the same fields; byte swapping, reading and writing all go by the table.
/// Source: nifti1.h and nifti2.h of the NIfTI data format working group.
/// </summary>
internal sealed class NiftiLayout
{
    public static readonly NiftiLayout Nifti1 = new(1, 348, "n+1\0"u8.ToArray(), "ni1\0"u8.ToArray(),
    [
        (NiftiField.SizeofHdr, new(0, FieldKind.Int32, 1)),
        (NiftiField.Dim, new(40, FieldKind.Int16, 8)),
        (NiftiField.IntentCode, new(68, FieldKind.Int16, 1)),
        (NiftiField.Datatype, new(70, FieldKind.Int16, 1)),
        (NiftiField.Bitpix, new(72, FieldKind.Int16, 1)),
        (NiftiField.Pixdim, new(76, FieldKind.Float32, 8)),
        (NiftiField.VoxOffset, new(108, FieldKind.Float32, 1)),
        (NiftiField.SclSlope, new(112, FieldKind.Float32, 1)),
        (NiftiField.SclInter, new(116, FieldKind.Float32, 1)),
        (NiftiField.XyztUnits, new(123, FieldKind.UInt8, 1)),
        (NiftiField.CalMax, new(124, FieldKind.Float32, 1)),
        (NiftiField.CalMin, new(128, FieldKind.Float32, 1)),
        (NiftiField.Descrip, new(148, FieldKind.Bytes, 80)),
        (NiftiField.QformCode, new(252, FieldKind.Int16, 1)),
        (NiftiField.SformCode, new(254, FieldKind.Int16, 1)),
        (NiftiField.Quatern, new(256, FieldKind.Float32, 3)),
        (NiftiField.Qoffset, new(268, FieldKind.Float32, 3)),
        (NiftiField.Srow, new(280, FieldKind.Float32, 12)),
        (NiftiField.Magic, new(344, FieldKind.Bytes, 4)),
    ]);

    public static readonly NiftiLayout Nifti2 = new(2, 540, "n+2\0\r\n\x1a\n"u8.ToArray(), "ni2\0\r\n\x1a\n"u8.ToArray(),
    [
        (NiftiField.SizeofHdr, new(0, FieldKind.Int32, 1)),
        (NiftiField.Magic, new(4, FieldKind.Bytes, 8)),
        (NiftiField.Datatype, new(12, FieldKind.Int16, 1)),
        (NiftiField.Bitpix, new(14, FieldKind.Int16, 1)),
        (NiftiField.Dim, new(16, FieldKind.Int64, 8)),
        (NiftiField.Pixdim, new(104, FieldKind.Float64, 8)),
        (NiftiField.VoxOffset, new(168, FieldKind.Int64, 1)),
        (NiftiField.SclSlope, new(176, FieldKind.Float64, 1)),
        (NiftiField.SclInter, new(184, FieldKind.Float64, 1)),
        (NiftiField.CalMax, new(192, FieldKind.Float64, 1)),
        (NiftiField.CalMin, new(200, FieldKind.Float64, 1)),
        (NiftiField.Descrip, new(240, FieldKind.Bytes, 80)),
        (NiftiField.QformCode, new(344, FieldKind.Int32, 1)),
        (NiftiField.SformCode, new(348, FieldKind.Int32, 1)),
        (NiftiField.Quatern, new(352, FieldKind.Float64, 3)),
        (NiftiField.Qoffset, new(376, FieldKind.Float64, 3)),
        (NiftiField.Srow, new(400, FieldKind.Float64, 12)),
        (NiftiField.XyztUnits, new(500, FieldKind.Int32, 1)),
        (NiftiField.IntentCode, new(504, FieldKind.Int32, 1)),
    ]);

    private readonly FieldSlot[] _slots;
    private readonly byte[] _singleMagic;
    private readonly byte[] _pairMagic;

    private NiftiLayout(
        int version, int headerSize, byte[] singleMagic, byte[] pairMagic, ReadOnlySpan<(NiftiField Field, FieldSlot Slot)> table)
    {
        (Version, HeaderSize, _singleMagic, _pairMagic) = (version, headerSize, singleMagic, pairMagic);
        _slots = new FieldSlot[table.Length];
        foreach (var (field, slot) in table)
        {
            _slots[(int)field] = slot;
        }
    }

    public int Version { get; }

    public int HeaderSize { get; }

    /// <summary>
    /// First voxel byte of a single file without extensions: after the header and the four bytes that mean "no extensions".
    /// </summary>
    public int SingleFileOffset => HeaderSize + 4;

    public ReadOnlySpan<byte> SingleMagic => _singleMagic;

    public ReadOnlySpan<byte> PairMagic => _pairMagic;

    public FieldSlot this[NiftiField field] => _slots[(int)field];

    public ReadOnlySpan<FieldSlot> Slots => _slots;
}
