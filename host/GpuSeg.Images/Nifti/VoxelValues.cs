using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuSeg.Images.Nifti;

/// <summary>Converts stored voxels to values, in one loop that is compiled once per pair of types.</summary>
internal static class VoxelValues
{
    // Small enough for the stack and the first-level cache.
    private const int SwapChunk = 512;

    /// <summary>Returns whether the stored bytes already are the float32 values (GpuSeg runs on little-endian machines only).</summary>
    public static bool AreFloats(NiftiHeader header) =>
        header is { Datatype: NiftiDatatype.Float32, BigEndian: false, Slope: 1, Intercept: 0 };

    /// <summary>Computes slope * stored + intercept in double.</summary>
    public static void Convert<TValue>(ReadOnlySpan<byte> stored, NiftiHeader header, Span<TValue> values)
        where TValue : unmanaged, INumberBase<TValue>
    {
        switch (header.Datatype)
        {
            case NiftiDatatype.UInt8: Convert<byte, TValue>(stored, header, values); break;
            case NiftiDatatype.Int8: Convert<sbyte, TValue>(stored, header, values); break;
            case NiftiDatatype.UInt16: Convert<ushort, TValue>(stored, header, values); break;
            case NiftiDatatype.Int16: Convert<short, TValue>(stored, header, values); break;
            case NiftiDatatype.UInt32: Convert<uint, TValue>(stored, header, values); break;
            case NiftiDatatype.Int32: Convert<int, TValue>(stored, header, values); break;
            case NiftiDatatype.UInt64: Convert<ulong, TValue>(stored, header, values); break;
            case NiftiDatatype.Int64: Convert<long, TValue>(stored, header, values); break;
            case NiftiDatatype.Float32: Convert<float, TValue>(stored, header, values); break;
            case NiftiDatatype.Float64: Convert<double, TValue>(stored, header, values); break;
        }
    }

    private static void Convert<TStored, TValue>(ReadOnlySpan<byte> stored, NiftiHeader header, Span<TValue> values)
        where TStored : unmanaged, INumberBase<TStored>
        where TValue : unmanaged, INumberBase<TValue>
    {
        var source = MemoryMarshal.Cast<byte, TStored>(stored);
        if (!header.BigEndian)
        {
            Scale(source, header.Slope, header.Intercept, values);
            return;
        }
        Span<TStored> swapped = stackalloc TStored[SwapChunk];
        for (var start = 0; start < source.Length; start += SwapChunk)
        {
            var count = Math.Min(SwapChunk, source.Length - start);
            ReverseBytes(source.Slice(start, count), swapped);
            Scale(swapped[..count], header.Slope, header.Intercept, values.Slice(start, count));
        }
    }

    private static void Scale<TStored, TValue>(ReadOnlySpan<TStored> stored, double slope, double intercept, Span<TValue> values)
        where TStored : unmanaged, INumberBase<TStored>
        where TValue : unmanaged, INumberBase<TValue>
    {
        values = values[..stored.Length];
        if (slope != 1 || intercept != 0)
        {
            for (var i = 0; i < stored.Length; i++)
            {
                values[i] = TValue.CreateTruncating(slope * double.CreateTruncating(stored[i]) + intercept);
            }
        }
        else if (typeof(TStored) == typeof(TValue))
        {
            MemoryMarshal.Cast<TStored, TValue>(stored).CopyTo(values);
        }
        else
        {
            for (var i = 0; i < stored.Length; i++)
            {
                values[i] = TValue.CreateTruncating(stored[i]);
            }
        }
    }

    private static void ReverseBytes<T>(ReadOnlySpan<T> from, Span<T> to) where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 2: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, ushort>(from), MemoryMarshal.Cast<T, ushort>(to)); break;
            case 4: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, uint>(from), MemoryMarshal.Cast<T, uint>(to)); break;
            case 8: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, ulong>(from), MemoryMarshal.Cast<T, ulong>(to)); break;
            default: from.CopyTo(to); break;
        }
    }
}
