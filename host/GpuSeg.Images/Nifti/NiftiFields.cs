using System.Buffers.Binary;

namespace GpuSeg.Images.Nifti;

/// <summary>Typed access to the bytes of one header; the bytes are little-endian, whatever the byte order of the file.</summary>
internal sealed class NiftiFields
{
    private readonly byte[] _bytes;

    /// <summary>Creates an empty header, to be filled and written.</summary>
    public NiftiFields(NiftiLayout layout) : this(layout, new byte[layout.HeaderSize]) { }

    private NiftiFields(NiftiLayout layout, byte[] bytes) => (Layout, _bytes) = (layout, bytes);

    public NiftiLayout Layout { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static NiftiFields FromFile(NiftiLayout layout, ReadOnlySpan<byte> stored, bool bigEndian)
    {
        var bytes = stored[..layout.HeaderSize].ToArray();
        if (bigEndian)
        {
            foreach (var slot in layout.Slots)
            {
                for (var i = 0; i < slot.Count; i++)
                {
                    bytes.AsSpan(slot.Offset + i * slot.ElementSize, slot.ElementSize).Reverse();
                }
            }
        }

        return new(layout, bytes);
    }

    public NiftiFields Copy() => new(Layout, (byte[])_bytes.Clone());

    public Span<byte> Raw(NiftiField field)
    {
        var slot = Layout[field];
        return _bytes.AsSpan(slot.Offset, slot.Size);
    }

    public void CopyFrom(NiftiFields other, NiftiField field) => other.Raw(field).CopyTo(Raw(field));

    public long Integer(NiftiField field, int index = 0)
    {
        var at = At(field, index, out var kind);
        return kind switch
        {
            FieldKind.UInt8 => at[0],
            FieldKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
            FieldKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
            FieldKind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
            _ => throw new InvalidOperationException($"{field} is not an integer."),
        };
    }

    public long[] Integers(NiftiField field)
    {
        var values = new long[Layout[field].Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Integer(field, i);
        }

        return values;
    }

    public double Real(NiftiField field, int index = 0)
    {
        var at = At(field, index, out var kind);
        return kind switch
        {
            FieldKind.Float32 => BinaryPrimitives.ReadSingleLittleEndian(at),
            FieldKind.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(at),
            _ => Integer(field, index),
        };
    }

    public void Set(NiftiField field, double value, int index = 0)
    {
        var at = At(field, index, out var kind);
        switch (kind)
        {
            case FieldKind.UInt8: at[0] = checked((byte)value); break;
            case FieldKind.Int16: BinaryPrimitives.WriteInt16LittleEndian(at, checked((short)value)); break;
            case FieldKind.Int32: BinaryPrimitives.WriteInt32LittleEndian(at, checked((int)value)); break;
            case FieldKind.Int64: BinaryPrimitives.WriteInt64LittleEndian(at, checked((long)value)); break;
            case FieldKind.Float32: BinaryPrimitives.WriteSingleLittleEndian(at, (float)value); break;
            case FieldKind.Float64: BinaryPrimitives.WriteDoubleLittleEndian(at, value); break;
            default: throw new InvalidOperationException($"{field} is not a number.");
        }
    }

    private Span<byte> At(NiftiField field, int index, out FieldKind kind)
    {
        var slot = Layout[field];
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, slot.Count);
        kind = slot.Kind;
        return _bytes.AsSpan(slot.Offset + index * slot.ElementSize, slot.ElementSize);
    }
}
