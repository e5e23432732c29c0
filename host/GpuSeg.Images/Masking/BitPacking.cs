using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Packs the values under the set bits of a word, and spreads them out again, without a branch per voxel. Values short of a word are
/// moved one by one.
/// </summary>
internal static class BitPacking
{
    /// <summary>Number of values after the packed ones that may be overwritten.</summary>
    public const int Spill = Lanes - 1;

    private const int Lanes = 4;

    // For four bits, the sources of the values whose bits are set; the values after them are overwritten by the next step.
    private static ReadOnlySpan<int> Sources =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0,
        3, 0, 0, 0, 0, 3, 0, 0, 1, 3, 0, 0, 0, 1, 3, 0, 2, 3, 0, 0, 0, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2, 3,
    ];

    // The way back; 255 if a bit is not set.
    private static ReadOnlySpan<byte> Places =>
    [
        255, 255, 255, 255, 0, 255, 255, 255, 255, 0, 255, 255, 0, 1, 255, 255,
        255, 255, 0, 255, 0, 255, 1, 255, 255, 0, 1, 255, 0, 1, 2, 255,
        255, 255, 255, 0, 0, 255, 255, 1, 255, 0, 255, 1, 0, 1, 255, 2,
        255, 255, 0, 1, 0, 255, 1, 2, 255, 0, 1, 2, 0, 1, 2, 3,
    ];

    /// <summary>Counts the bits that are set.</summary>
    public static int Count(ReadOnlySpan<ulong> words)
    {
        var count = 0;
        foreach (var word in words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Packs the bits at the places that a mask selects.</summary>
    /// <param name="bits">Bits, set only inside the mask; fast if nearly all of the mask or none of it is set.</param>
    /// <param name="mask">The mask.</param>
    public static ulong Pack(ulong bits, ulong mask)
    {
        if (bits == 0)
        {
            return 0;
        }

        var packed = ulong.MaxValue >> (VoxelBits.WordLength - BitOperations.PopCount(mask));
        for (var lacking = mask & ~bits; lacking != 0; lacking &= lacking - 1)
        {
            packed &= ~(1UL << BitOperations.PopCount(mask & ((lacking & (0 - lacking)) - 1)));
        }

        return packed;
    }

    /// <summary>Packs the values whose bits are set.</summary>
    /// <param name="bits">One bit per value, the lowest for the first.</param>
    /// <param name="values">The values of one word, or the remainder of an image.</param>
    /// <param name="packed">
    /// Receives the values, and <see cref="Spill"/> more; may begin that many values before <paramref name="values"/>.
    /// </param>
    /// <returns>Number of packed values.</returns>
    public static int Pack(ulong bits, ReadOnlySpan<float> values, Span<float> packed)
    {
        if (Math.Min(values.Length, packed.Length) < VoxelBits.WordLength)
        {
            return PackEach(bits, values, packed);
        }

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

    /// <summary>
    /// Packs the values whose bits are set and overwrites no value after them; they may begin anywhere up to <paramref name="values"/>.
    /// </summary>
    /// <inheritdoc cref="Pack(ulong, ReadOnlySpan{float}, Span{float})"/>
    public static int PackEach(ulong bits, ReadOnlySpan<float> values, Span<float> packed)
    {
        var count = 0;
        for (; bits != 0; bits &= bits - 1)
        {
            packed[count++] = values[BitOperations.TrailingZeroCount(bits)];
        }

        return count;
    }

    /// <summary>Writes labels, raised by 1, to the places whose bits are set.</summary>
    /// <param name="bits">One bit per byte of the map, the lowest for the first.</param>
    /// <param name="labels">Labels for all set bits, each at most 254.</param>
    /// <param name="map">The bytes of one word, or the remainder of a map; receives 0 at the other places.</param>
    /// <returns>Number of labels written.</returns>
    public static int Unpack(ulong bits, ReadOnlySpan<byte> labels, Span<byte> map)
    {
        var count = 0;
        if (Math.Min(labels.Length, map.Length) < VoxelBits.WordLength)
        {
            for (; bits != 0; bits &= bits - 1)
            {
                map[BitOperations.TrailingZeroCount(bits)] = (byte)(labels[count++] + 1);
            }

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

    /// <summary>Writes 1 to the places whose bits are set.</summary>
    /// <param name="bits">One bit per byte of the map, the lowest for the first.</param>
    /// <param name="map">The bytes of one word, or the remainder of a map; receives 0 at the other places.</param>
    public static void Unpack(ulong bits, Span<byte> map)
    {
        if (map.Length < VoxelBits.WordLength)
        {
            for (; bits != 0; bits &= bits - 1)
            {
                map[BitOperations.TrailingZeroCount(bits)] = 1;
            }

            return;
        }
        // The byte that holds a voxel's bit, and the bit; the upper half of a vector counts from 16.
        var bytes = Vector256.Create(0, 0x0101_0101_0101_0101UL, 0x1212_1212_1212_1212, 0x1313_1313_1313_1313).AsByte();
        var bit = Vector256.Create(0x8040_2010_0804_0201UL).AsByte();
        for (var i = 0; i < VoxelBits.WordLength; i += Vector256<byte>.Count)
        {
            var spread = Vector256.Shuffle(Vector256.Create((uint)(bits >> i)).AsByte(), bytes);
            (Vector256.Equals(spread & bit, bit) & Vector256<byte>.One).StoreUnsafe(ref MemoryMarshal.GetReference(map), (nuint)i);
        }
    }
}
