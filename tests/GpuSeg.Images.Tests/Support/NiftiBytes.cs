using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GpuSeg.Images.Tests;

/// <summary>Builds NIfTI files byte by byte from the standard, without the code under test.</summary>
internal static class NiftiBytes
{
    public const int Dim = 40, Datatype = 70, Pixdim = 76, VoxOffset = 108, SclSlope = 112, SclInter = 116, Units = 123;
    public const int Sform = 254, SrowX = 280, Magic = 344;

    /// <summary>Creates a little-endian NIfTI-1 float32 file with voxels of 2 x 2 x 3 mm and an sform.</summary>
    public static byte[] Floats(float[] values, int[] shape, double shift = 0)
    {
        var bytes = Header(shape, 16, 32, shift);
        return [.. bytes, .. MemoryMarshal.AsBytes(values.AsSpan())];
    }

    /// <summary>Creates a 4 x 3 x 2 file of the values 1 .. 24.</summary>
    public static byte[] Small() => Floats([.. Enumerable.Range(1, 24).Select(i => (float)i)], [4, 3, 2]);

    /// <summary>Creates the same file in NIfTI-2.</summary>
    public static byte[] SmallNifti2()
    {
        var bytes = new byte[544 + 96];
        Set(bytes, 0, 540);
        "n+2\0\r\n\x1a\n"u8.CopyTo(bytes.AsSpan(4));
        Set(bytes, 12, (short)16);
        Set(bytes, 14, (short)32);
        foreach (var (value, i) in ((long[])[3, 4, 3, 2, 1, 1, 1, 1]).Select((v, i) => (v, i)))
        {
            Set(bytes, 16 + 8 * i, value);
        }

        for (var i = 0; i < 4; i++)
        {
            Set(bytes, 104 + 8 * i, 1.0);
        }

        Set(bytes, 168, 544L);
        Set(bytes, 348, 1);
        for (var row = 0; row < 3; row++)
        {
            Set(bytes, 400 + 40 * row, 2.0);
        }

        for (var i = 0; i < 24; i++)
        {
            Set(bytes, 544 + 4 * i, i + 1f);
        }

        return bytes;
    }

    public static byte[] With(this byte[] bytes, int offset, short value) => bytes.With(copy => Set(copy, offset, value));

    public static byte[] With(this byte[] bytes, int offset, float value) => bytes.With(copy => Set(copy, offset, value));

    public static byte[] With(this byte[] bytes, int offset, long value) => bytes.With(copy => Set(copy, offset, value));

    private static byte[] With(this byte[] bytes, Action<byte[]> change)
    {
        var copy = (byte[])bytes.Clone();
        change(copy);
        return copy;
    }

    private static byte[] Header(int[] shape, short datatype, short bits, double shift)
    {
        var bytes = new byte[352];
        Set(bytes, 0, 348);
        Set(bytes, Dim, (short)shape.Length);
        for (var i = 1; i < 8; i++)
        {
            Set(bytes, Dim + 2 * i, (short)(i <= shape.Length ? shape[i - 1] : 1));
        }

        Set(bytes, Datatype, datatype);
        Set(bytes, Datatype + 2, bits);
        foreach (var (value, i) in ((float[])[1, 2, 2, 3]).Select((v, i) => (v, i)))
        {
            Set(bytes, Pixdim + 4 * i, value);
        }

        Set(bytes, VoxOffset, 352f);
        bytes[Units] = 2;
        Set(bytes, Sform, (short)1);
        float[] srow = [2, 0, 0, (float)(-10 + shift), 0, 2, 0, -20, 0, 0, 3, -30];
        for (var i = 0; i < 12; i++)
        {
            Set(bytes, SrowX + 4 * i, srow[i]);
        }

        "n+1\0"u8.CopyTo(bytes.AsSpan(Magic));
        return bytes;
    }

    private static void Set(byte[] bytes, int at, short value) => BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at), value);

    private static void Set(byte[] bytes, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);

    private static void Set(byte[] bytes, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);

    private static void Set(byte[] bytes, int at, float value) => BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), value);

    private static void Set(byte[] bytes, int at, double value) => BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
}
