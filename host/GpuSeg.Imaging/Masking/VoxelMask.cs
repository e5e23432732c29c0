using System.Numerics;

namespace GpuSeg.Imaging;

/// <summary>The voxels that take part, and the way from volumes to features and back.</summary>
public sealed class VoxelMask
{
    private const int BlockLength = 4096;

    private VoxelMask(IReadOnlyList<Volume> images, VoxelBits[] bits, ulong[] file, string condition, bool hasFile)
    {
        var kept = MaskCounter.Count(images, bits, file, hasFile, images[0].VoxelCount);
        (VoxelCount, Images, Warnings) = (images[0].VoxelCount, kept.Shares, kept.Warnings);
        Positions = PositionsOf(kept.Words);
        if (Count == 0)
            ImageThrow.EmptyMask(condition, string.Join(", ", Images.Select(image =>
                $"{image.Name} alone removes {image.RemovedAlone} of {image.KeptByOthers}")));
    }

    /// <summary>Kept voxels as indices in file order, ascending.</summary>
    public int[] Positions { get; }

    /// <summary>Number of kept voxels, at least 1.</summary>
    public int Count => Positions.Length;

    /// <summary>Voxels of the grid, kept or not.</summary>
    public int VoxelCount { get; }

    /// <summary>What each image does to the mask, in the order of the images.</summary>
    public IReadOnlyList<MaskShare> Images { get; }

    /// <summary>A sentence for each image that alone removes more than 1 % of what the others keep, or is not finite there.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Keeps the voxels that the rule keeps in every image. The rule looks at float32 values, as the features do.</summary>
    /// <exception cref="ImageException">The grids differ, or no voxel is left.</exception>
    public static VoxelMask FromRule(IReadOnlyList<Volume> images, MaskRule rule = MaskRule.Positive)
    {
        GridCheck.Require(images);
        var bits = BitsOf(images, image => VoxelBits.Of(image, rule));
        var condition = rule == MaskRule.Positive ? "finite and > 0 in every image" : "finite and not 0 in every image";
        return new(images, bits, AllOnes(bits[0]), condition, hasFile: false);
    }

    /// <summary>Keeps the voxels that are finite and not 0 in the mask file and finite in every image; no rule applies.</summary>
    /// <exception cref="ImageException">The grids differ, or no voxel is left.</exception>
    public static VoxelMask FromFile(IReadOnlyList<Volume> images, Volume mask)
    {
        GridCheck.Require(images);
        GridCheck.Require(images[0], mask);
        var bits = BitsOf(images, VoxelBits.OfFinite);
        var file = VoxelBits.Of(mask, MaskRule.NonZero).Kept;
        return new(images, bits, file, $"not 0 in {mask.Path} and finite in every image", hasFile: true);
    }

    /// <summary>Values of the kept voxels of each image: one run of length <see cref="Count"/> per image.</summary>
    public float[][] Gather(IReadOnlyList<Volume> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var features = new float[images.Count][];
        Parallel.For(0, images.Count, i => features[i] = Gather(images[i]));
        return features;
    }

    /// <summary>Values of the kept voxels of one image on the mask's grid.</summary>
    public float[] Gather(Volume image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.VoxelCount, VoxelCount);
        var gathered = new float[Count];
        var scratch = new float[BlockLength];
        for (var next = 0; next < Count;)
        {
            var start = Positions[next] / BlockLength * BlockLength;
            var block = image.Block(start, Math.Min(BlockLength, VoxelCount - start), scratch);
            for (; next < Count && Positions[next] - start < block.Length; next++)
                gathered[next] = block[Positions[next] - start];
        }
        return gathered;
    }

    /// <summary>Labels 0 .. K-1 of the kept voxels as a map of the whole grid: 0 is background, 1 .. K are the labels.</summary>
    /// <param name="labels">Length <see cref="Count"/>, each at most 254.</param>
    /// <returns>Length <see cref="VoxelCount"/>.</returns>
    public byte[] ScatterLabels(ReadOnlySpan<byte> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, Count);
        var map = new byte[VoxelCount];
        for (var i = 0; i < Positions.Length; i++)
            map[Positions[i]] = checked((byte)(labels[i] + 1));
        return map;
    }

    /// <summary>Values of the kept voxels, such as one label's posterior, as a map of the whole grid with 0 outside the mask.</summary>
    /// <param name="values">Length <see cref="Count"/>.</param>
    /// <returns>Length <see cref="VoxelCount"/>.</returns>
    public float[] Scatter(ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Count);
        var map = new float[VoxelCount];
        for (var i = 0; i < Positions.Length; i++)
            map[Positions[i]] = values[i];
        return map;
    }

    private static VoxelBits[] BitsOf(IReadOnlyList<Volume> images, Func<Volume, VoxelBits> test)
    {
        var bits = new VoxelBits[images.Count];
        Parallel.For(0, images.Count, i => bits[i] = test(images[i]));
        return bits;
    }

    // Without a mask file every voxel is a candidate; bits past the last voxel are 0 in every image.
    private static ulong[] AllOnes(VoxelBits like)
    {
        var ones = new ulong[like.Kept.Length];
        Array.Fill(ones, ulong.MaxValue);
        return ones;
    }

    private static int[] PositionsOf(ulong[] words)
    {
        var positions = new int[words.Sum(BitOperations.PopCount)];
        var next = 0;
        for (var word = 0; word < words.Length; word++)
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
                positions[next++] = word * 64 + BitOperations.TrailingZeroCount(bits);
        return positions;
    }
}
