using System.Runtime.Intrinsics;

namespace GpuSeg.Imaging;

/// <summary>One image as two rows of bits, 64 voxels a word: where its values pass a test, and where they are finite.</summary>
internal sealed class VoxelBits
{
    private const int BlockLength = 4096;
    private const int WordLength = 64;

    private VoxelBits(int words) => (Kept, Finite) = (new ulong[words], new ulong[words]);

    public ulong[] Kept { get; }

    public ulong[] Finite { get; }

    public static VoxelBits Of(Volume image, MaskRule rule) => Of(image, anySign: rule == MaskRule.NonZero);

    /// <summary>Finite values only; used for images that lie under a mask file.</summary>
    public static VoxelBits OfFinite(Volume image)
    {
        var bits = Of(image, anySign: true);
        bits.Finite.CopyTo(bits.Kept, 0);
        return bits;
    }

    private static VoxelBits Of(Volume image, bool anySign)
    {
        var bits = new VoxelBits((image.VoxelCount + WordLength - 1) / WordLength);
        var scratch = new float[BlockLength];
        for (var start = 0; start < image.VoxelCount; start += BlockLength)
        {
            var length = Math.Min(BlockLength, image.VoxelCount - start);
            bits.Test(image.Block(start, length, scratch), start / WordLength, anySign);
        }
        return bits;
    }

    private void Test(ReadOnlySpan<float> values, int word, bool anySign)
    {
        for (; values.Length >= WordLength; values = values[WordLength..], word++)
            (Kept[word], Finite[word]) = TestWord(values, anySign);
        if (values.IsEmpty)
            return;
        Span<float> padded = stackalloc float[WordLength];
        padded.Fill(float.NaN);
        values.CopyTo(padded);
        (Kept[word], Finite[word]) = TestWord(padded, anySign);
    }

    /// <summary>kept = finite and v > 0, or with any sign |v| > 0; comparisons with NaN are false.</summary>
    private static (ulong Kept, ulong Finite) TestWord(ReadOnlySpan<float> values, bool anySign)
    {
        var (kept, finite) = (0UL, 0UL);
        for (var i = 0; i < WordLength; i += Vector256<float>.Count)
        {
            var value = Vector256.Create(values[i..]);
            var magnitude = Vector256.Abs(value);
            var isFinite = Vector256.LessThanOrEqual(magnitude, Vector256.Create(float.MaxValue));
            var isKept = isFinite & Vector256.GreaterThan(anySign ? magnitude : value, Vector256<float>.Zero);
            kept |= (ulong)isKept.ExtractMostSignificantBits() << i;
            finite |= (ulong)isFinite.ExtractMostSignificantBits() << i;
        }
        return (kept, finite);
    }
}
