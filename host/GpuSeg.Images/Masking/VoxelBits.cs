using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Images.Masking;

/// <summary>One image as two rows of bits, 64 voxels a word: where its values pass a test, and where they are finite. Memory is kept for the next image.</summary>
internal sealed class VoxelBits
{
    /// <summary>Voxels of a word.</summary>
    public const int WordLength = 64;

    private ulong[] _kept = [];
    private ulong[] _finite = [];

    /// <summary>Words so far.</summary>
    public int Words { get; private set; }

    public ReadOnlySpan<ulong> Kept => _kept.AsSpan(0, Words);

    /// <summary>Where voxels are kept; the array may be longer than there are words.</summary>
    public ulong[] KeptWords => _kept;

    /// <summary>Where voxels are finite, likewise.</summary>
    public ulong[] FiniteWords => _finite;

    public static int WordsFor(int voxels) => (voxels + WordLength - 1) / WordLength;

    /// <summary>Begins another image, with room for as many voxels as are sure to come; of more, memory grows.</summary>
    public void Start(int voxels)
    {
        Words = 0;
        Require(WordsFor(voxels));
    }

    /// <summary>Tests the next voxels: a whole number of words, but at the end of the image.</summary>
    /// <param name="values">Their values.</param>
    /// <param name="test">Which of them are kept.</param>
    /// <param name="within">The words that may be kept, or empty where all may.</param>
    /// <returns>The words of the kept ones.</returns>
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
            added[i] &= within[i];
        return added;
    }

    private void Require(int words)
    {
        if (words <= _kept.Length)
            return;
        var length = Math.Max(words, 2 * Words);
        Array.Resize(ref _kept, length);
        Array.Resize(ref _finite, length);
    }

    /// <summary>Kept is finite and v > 0, or |v| > 0, or just finite, which is |v| > -1; comparisons with NaN are false.</summary>
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

    // As most words are, of background; of either sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreZeros(ref float word)
    {
        ref var eighths = ref Unsafe.As<float, Vector256<uint>>(ref word);
        var any = eighths | Unsafe.Add(ref eighths, 1) | Unsafe.Add(ref eighths, 2) | Unsafe.Add(ref eighths, 3)
            | Unsafe.Add(ref eighths, 4) | Unsafe.Add(ref eighths, 5) | Unsafe.Add(ref eighths, 6) | Unsafe.Add(ref eighths, 7);
        return any << 1 == Vector256<uint>.Zero;
    }

    // Vectors as parameters could not be compiled ahead.
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
