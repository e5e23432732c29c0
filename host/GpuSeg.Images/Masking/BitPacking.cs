using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Images.Masking;

/// <summary>Words of bits and what lies under them, moved without a branch per voxel: what is short of a word goes one by one.</summary>
internal static class BitPacking
{
    /// <summary>Values behind those that are packed that may be overwritten.</summary>
    public const int Spill = Lanes - 1;

    private const int Lanes = 4;

    // For four bits, where the values of those that are set come from; what follows them is overwritten by the next.
    private static ReadOnlySpan<int> Sources =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0,
        3, 0, 0, 0, 0, 3, 0, 0, 1, 3, 0, 0, 0, 1, 3, 0, 2, 3, 0, 0, 0, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2, 3,
    ];

    // The way back, 255 where a bit is not set.
    private static ReadOnlySpan<byte> Places =>
    [
        255, 255, 255, 255, 0, 255, 255, 255, 255, 0, 255, 255, 0, 1, 255, 255, 255, 255, 0, 255, 0, 255, 1, 255, 255, 0, 1, 255, 0, 1, 2, 255,
        255, 255, 255, 0, 0, 255, 255, 1, 255, 0, 255, 1, 0, 1, 255, 2, 255, 255, 0, 1, 0, 255, 1, 2, 255, 0, 1, 2, 0, 1, 2, 3,
    ];

    /// <summary>How many bits are set.</summary>
    public static int Count(ReadOnlySpan<ulong> words)
    {
        var count = 0;
        foreach (var word in words)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Packs the bits that lie where others are set.</summary>
    /// <param name="bits">Set only where the others are; quick where they are nearly all of them, or none.</param>
    /// <param name="where">The others.</param>
    public static ulong Pack(ulong bits, ulong where)
    {
        if (bits == 0)
            return 0;
        var packed = ulong.MaxValue >> (VoxelBits.WordLength - BitOperations.PopCount(where));
        for (var lacking = where & ~bits; lacking != 0; lacking &= lacking - 1)
            packed &= ~(1UL << BitOperations.PopCount(where & ((lacking & (0 - lacking)) - 1)));
        return packed;
    }

    /// <summary>Packs the values whose bits are set.</summary>
    /// <param name="bits">The lowest is that of the first value.</param>
    /// <param name="values">A word, or what is left of them.</param>
    /// <param name="packed">Receives them and <see cref="Spill"/> more; may begin as many before the values.</param>
    /// <returns>How many they are.</returns>
    public static int Pack(ulong bits, ReadOnlySpan<float> values, Span<float> packed)
    {
        if (Math.Min(values.Length, packed.Length) < VoxelBits.WordLength)
            return PackEach(bits, values, packed);
        if (bits == ulong.MaxValue)
        {
            values[..VoxelBits.WordLength].CopyTo(packed);
            return VoxelBits.WordLength;
        }
        var count = 0;
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(packed);
        var at = BitOperations.TrailingZeroCount(bits) & -Lanes;
        for (bits >>= at; bits != 0; at += Lanes, bits >>= Lanes)
        {
            var four = (int)bits & 15;
            var sources = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Sources), (nuint)(four * Lanes));
            Vector128.ShuffleNative(Vector128.LoadUnsafe(ref from, (nuint)at), sources).StoreUnsafe(ref to, (nuint)count);
            count += BitOperations.PopCount((uint)four);
        }
        return count;
    }

    /// <summary>As <see cref="Pack(ulong, ReadOnlySpan{float}, Span{float})"/>, but nothing behind them is overwritten and they may begin anywhere up to the values.</summary>
    public static int PackEach(ulong bits, ReadOnlySpan<float> values, Span<float> packed)
    {
        var count = 0;
        for (; bits != 0; bits &= bits - 1)
            packed[count++] = values[BitOperations.TrailingZeroCount(bits)];
        return count;
    }

    /// <summary>Puts labels, one higher, where bits are set.</summary>
    /// <param name="bits">The lowest is that of the first byte of the map.</param>
    /// <param name="labels">At least as many as bits are set, each at most 254.</param>
    /// <param name="map">A word, or what is left of it; 0 where bits are not set.</param>
    /// <returns>How many they are.</returns>
    public static int Unpack(ulong bits, ReadOnlySpan<byte> labels, Span<byte> map)
    {
        var count = 0;
        if (Math.Min(labels.Length, map.Length) < VoxelBits.WordLength)
        {
            for (; bits != 0; bits &= bits - 1)
                map[BitOperations.TrailingZeroCount(bits)] = (byte)(labels[count++] + 1);
            return count;
        }
        ref var from = ref MemoryMarshal.GetReference(labels);
        ref var to = ref MemoryMarshal.GetReference(map);
        var at = BitOperations.TrailingZeroCount(bits) & -Lanes;
        for (bits >>= at; bits != 0; at += Lanes, bits >>= Lanes)
        {
            var four = (int)bits & 15;
            var raised = Four(ref Unsafe.Add(ref from, count)) + Vector128<byte>.One;
            var places = Four(ref Unsafe.Add(ref MemoryMarshal.GetReference(Places), four * Lanes));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Vector128.Shuffle(raised, places).AsUInt32().ToScalar());
            count += BitOperations.PopCount((uint)four);
        }
        return count;

        static Vector128<byte> Four(ref byte first) => Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref first)).AsByte();
    }

    /// <summary>Puts 1 where bits are set.</summary>
    /// <param name="bits">The lowest is that of the first byte of the map.</param>
    /// <param name="map">A word, or what is left of it; 0 where bits are not set.</param>
    public static void Unpack(ulong bits, Span<byte> map)
    {
        if (map.Length < VoxelBits.WordLength)
        {
            for (; bits != 0; bits &= bits - 1)
                map[BitOperations.TrailingZeroCount(bits)] = 1;
            return;
        }
        // The byte in which a voxel's bit lies, and the bit; the upper half of a vector counts from 16.
        var bytes = Vector256.Create(0, 0x0101_0101_0101_0101UL, 0x1212_1212_1212_1212, 0x1313_1313_1313_1313).AsByte();
        var bit = Vector256.Create(0x8040_2010_0804_0201UL).AsByte();
        for (var i = 0; i < VoxelBits.WordLength; i += Vector256<byte>.Count)
        {
            var spread = Vector256.Shuffle(Vector256.Create((uint)(bits >> i)).AsByte(), bytes);
            (Vector256.Equals(spread & bit, bit) & Vector256<byte>.One).StoreUnsafe(ref MemoryMarshal.GetReference(map), (nuint)i);
        }
    }
}
