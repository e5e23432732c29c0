using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Two bits for every voxel of an image, 64 voxels a word: whether its value passes a test, and whether it is finite. Memory is kept for
/// the next image.
/// </summary>
internal sealed class VoxelBits
{
    /// <summary>Number of voxels in a word.</summary>
    public const int WordLength = 64;

    private ulong[] _kept = [];
    private ulong[] _finite = [];

    /// <summary>Number of words so far.</summary>
    public int Words { get; private set; }

    public ReadOnlySpan<ulong> Kept => _kept.AsSpan(0, Words);

    /// <summary>Bits of the voxels that passed; the array may be longer than <see cref="Words"/>.</summary>
    public ulong[] KeptWords => _kept;

    /// <summary>Bits of the voxels that are finite; the array may be longer than <see cref="Words"/>.</summary>
    public ulong[] FiniteWords => _finite;

    public static int WordsFor(int voxels) => (voxels + WordLength - 1) / WordLength;

    /// <summary>Begins another image, with memory for the voxels that are sure to come; it grows if there are more.</summary>
    public void Start(int voxels)
    {
        Words = 0;
        Require(WordsFor(voxels));
    }

    /// <summary>Tests the next voxels: a whole number of words, except at the end of the image.</summary>
    /// <param name="values">Their values.</param>
    /// <param name="test">The test.</param>
    /// <param name="within">Bits of the voxels that may pass; empty if all may.</param>
    /// <returns>Bits of the voxels that passed.</returns>
    public ReadOnlySpan<ulong> Append(ReadOnlySpan<float> values, VoxelTest test, ReadOnlySpan<ulong> within)
    {
        var first = Words;
        Require(first + WordsFor(values.Length));
        Words += WordsFor(values.Length);
        var added = _kept.AsSpan(first, Words - first);
        var finite = _finite.AsSpan(first, Words - first);
        var whole = values.Length / WordLength;
        Test(values[..(whole * WordLength)], test, added, finite);
        if (whole < added.Length)
        {
            Span<float> padded = stackalloc float[WordLength];
            padded.Fill(float.NaN);
            values[(whole * WordLength)..].CopyTo(padded);
            Test(padded, test, added[whole..], finite[whole..]);
        }
        for (var i = 0; i < within.Length; i++)
        {
            added[i] &= within[i];
        }

        return added;
    }

    private void Require(int words)
    {
        if (words <= _kept.Length)
        {
            return;
        }

        var length = Math.Max(words, 2 * Words);
        Array.Resize(ref _kept, length);
        Array.Resize(ref _finite, length);
    }

    /// <summary>Tests whether v > 0, |v| > 0 or, for finite values, |v| > -1; a comparison with NaN is false.</summary>
    private static void Test(ReadOnlySpan<float> values, VoxelTest test, Span<ulong> kept, Span<ulong> finite)
    {
        var bits = test == VoxelTest.Positive ? uint.MaxValue : int.MaxValue;
        var (above, zeroKept) = test == VoxelTest.Finite ? (-1f, ulong.MaxValue) : (0, 0);
        for (var w = 0; w < values.Length / WordLength; w++)
        {
            ref var word = ref Unsafe.Add(ref MemoryMarshal.GetReference(values), w * WordLength);
            (kept[w], finite[w]) = AreZeros(ref word) ? (zeroKept, ulong.MaxValue) : Test(ref word, bits, above);
        }
    }

    // Most words are background: zeros of either sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreZeros(ref float word)
    {
        ref var eighths = ref Unsafe.As<float, Vector256<uint>>(ref word);
        var any = eighths | Unsafe.Add(ref eighths, 1) | Unsafe.Add(ref eighths, 2) | Unsafe.Add(ref eighths, 3)
            | Unsafe.Add(ref eighths, 4) | Unsafe.Add(ref eighths, 5) | Unsafe.Add(ref eighths, 6) | Unsafe.Add(ref eighths, 7);
        return any << 1 == Vector256<uint>.Zero;
    }

    // Methods with vectors as parameters cannot be compiled ahead of time.
    private static (ulong Kept, ulong Finite) Test(ref float word, uint bits, float above)
    {
        var (kept, finite) = (0UL, 0UL);
        for (var i = 0; i < WordLength; i += Vector256<float>.Count)
        {
            var value = Vector256.LoadUnsafe(ref word, (nuint)i);
            var isFinite = Vector256.LessThanOrEqual(Vector256.Abs(value), Vector256.Create(float.MaxValue));
            var isKept = isFinite & Vector256.GreaterThan(value & Vector256.Create(bits).AsSingle(), Vector256.Create(above));
            kept |= (ulong)isKept.ExtractMostSignificantBits() << i;
            finite |= (ulong)isFinite.ExtractMostSignificantBits() << i;
        }
        return (kept, finite);
    }
}
