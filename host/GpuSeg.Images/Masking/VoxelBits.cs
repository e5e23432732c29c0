using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Three bits for every voxel of an image, 64 voxels a word: whether its value passes a test, whether it is finite and not 0, and whether
/// it is finite. Memory is kept for the next image.
/// </summary>
internal sealed class VoxelBits
{
    /// <summary>Number of voxels in a word.</summary>
    public const int WordLength = 64;

    private ulong[] _kept = [];
    private ulong[] _valued = [];
    private ulong[] _finite = [];

    /// <summary>Number of words so far.</summary>
    public int Words { get; private set; }

    /// <summary>Bits of the voxels that passed the test.</summary>
    public Span<ulong> Kept => _kept.AsSpan(0, Words);

    /// <summary>Bits of the voxels that are finite and not 0.</summary>
    public ReadOnlySpan<ulong> Valued => _valued.AsSpan(0, Words);

    /// <summary>Bits of the voxels that are finite.</summary>
    public ReadOnlySpan<ulong> Finite => _finite.AsSpan(0, Words);

    /// <summary>Bits of the voxels that passed; the array may be longer than <see cref="Words"/>.</summary>
    public ulong[] KeptWords => _kept;

    /// <summary>Bits of the voxels that are finite and not 0; the array may be longer than <see cref="Words"/>.</summary>
    public ulong[] ValuedWords => _valued;

    /// <summary>Bits of the voxels that are finite; the array may be longer than <see cref="Words"/>.</summary>
    public ulong[] FiniteWords => _finite;

    /// <summary>Number of voxels in holes that were filled.</summary>
    public int Filled { get; private set; }

    public static int WordsFor(int voxels) => (voxels + WordLength - 1) / WordLength;

    /// <summary>Begins another image, with memory for the voxels that are sure to come; it grows if there are more.</summary>
    public void Start(int voxels)
    {
        (Words, Filled) = (0, 0);
        Require(WordsFor(voxels));
    }

    /// <summary>Adds voxels of holes to those that passed.</summary>
    /// <param name="holes">Words of the holes.</param>
    /// <param name="count">Number of voxels in the holes.</param>
    public void Fill(ReadOnlySpan<ulong> holes, int count)
    {
        Filled = count;
        for (var w = 0; w < holes.Length; w++)
        {
            _kept[w] |= holes[w];
        }
    }

    /// <summary>Tests the next voxels: a whole number of words, except at the end of the image.</summary>
    /// <param name="values">Their values.</param>
    /// <param name="test">The test.</param>
    /// <param name="within">Bits of the voxels that may pass or be valued; empty if all may.</param>
    /// <returns>Bits of the voxels that are finite and not 0.</returns>
    public ReadOnlySpan<ulong> Append(ReadOnlySpan<float> values, VoxelTest test, ReadOnlySpan<ulong> within)
    {
        var first = Words;
        Require(first + WordsFor(values.Length));
        Words += WordsFor(values.Length);
        var added = _kept.AsSpan(first, Words - first);
        var valued = _valued.AsSpan(first, Words - first);
        var finite = _finite.AsSpan(first, Words - first);
        var whole = values.Length / WordLength;
        Test(values[..(whole * WordLength)], test, added, valued, finite);
        if (whole < added.Length)
        {
            Span<float> padded = stackalloc float[WordLength];
            padded.Fill(float.NaN);
            values[(whole * WordLength)..].CopyTo(padded);
            Test(padded, test, added[whole..], valued[whole..], finite[whole..]);
        }
        for (var i = 0; i < within.Length; i++)
        {
            added[i] &= within[i];
            valued[i] &= within[i];
        }

        return valued;
    }

    private void Require(int words)
    {
        if (words <= _kept.Length)
        {
            return;
        }

        var length = Math.Max(words, 2 * Words);
        Array.Resize(ref _kept, length);
        Array.Resize(ref _valued, length);
        Array.Resize(ref _finite, length);
    }

    /// <summary>Tests values or their magnitudes against the bound; a comparison with NaN is false.</summary>
    private static void Test(ReadOnlySpan<float> values, VoxelTest test, Span<ulong> kept, Span<ulong> valued, Span<ulong> finite)
    {
        var bits = test.OfMagnitude ? int.MaxValue : uint.MaxValue;
        var zeroKept = 0 > test.Bound ? ulong.MaxValue : 0;
        for (var w = 0; w < values.Length / WordLength; w++)
        {
            ref var word = ref Unsafe.Add(ref MemoryMarshal.GetReference(values), w * WordLength);
            (kept[w], valued[w], finite[w]) = AreZeros(ref word) ? (zeroKept, 0, ulong.MaxValue) : Test(ref word, bits, test.Bound);
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
    private static (ulong Kept, ulong Valued, ulong Finite) Test(ref float word, uint bits, float bound)
    {
        var (kept, valued, finite) = (0UL, 0UL, 0UL);
        for (var i = 0; i < WordLength; i += Vector256<float>.Count)
        {
            var value = Vector256.LoadUnsafe(ref word, (nuint)i);
            var magnitude = Vector256.Abs(value);
            var isFinite = Vector256.LessThanOrEqual(magnitude, Vector256.Create(float.MaxValue));
            var isKept = isFinite & Vector256.GreaterThan(value & Vector256.Create(bits).AsSingle(), Vector256.Create(bound));
            var isValued = isFinite & Vector256.GreaterThan(magnitude, Vector256<float>.Zero);
            kept |= (ulong)isKept.ExtractMostSignificantBits() << i;
            valued |= (ulong)isValued.ExtractMostSignificantBits() << i;
            finite |= (ulong)isFinite.ExtractMostSignificantBits() << i;
        }
        return (kept, valued, finite);
    }
}
