using System.Numerics;

namespace GpuSeg.Images.Masking;

/// <summary>The voxels that take part, and the way from volumes to features and back.</summary>
public sealed class VoxelMask
{
    private const int BlockLength = 4096;

    private readonly ReadOnlyMemory<ulong> _words;
    private readonly Lazy<int[]> _positions;

    private VoxelMask(IReadOnlyList<Volume> images, IReadOnlyList<VoxelBits> bits, Volume? file, ReadOnlySpan<ulong> fileWords, Memory<ulong> words, string condition)
    {
        GridCheck.Require(images);
        if (file is not null)
            GridCheck.Require(images[0], file);
        Images = MaskCounter.Count(images, bits, fileWords, words.Span);
        (_words, VoxelCount) = (words, images[0].VoxelCount);
        Count = BitPacking.Count(Words);
        Warnings = [.. MaskCounter.Warnings(Images, file is not null)];
        _positions = new(PositionsOf);
        if (Count == 0)
            ImageThrow.EmptyMask(condition, string.Join(", ", images.Select((image, i) => $"{image.Name} {BitPacking.Count(bits[i].KeptWords.AsSpan(0, bits[i].Words))}")
                .Concat(file is null ? [] : [$"{file.Name} {BitPacking.Count(fileWords)}"])));
    }

    /// <summary>Kept voxels as indices in file order, ascending.</summary>
    public int[] Positions => _positions.Value;

    /// <summary>Number of kept voxels, at least 1.</summary>
    public int Count { get; }

    /// <summary>Voxels of the grid, kept or not.</summary>
    public int VoxelCount { get; }

    /// <summary>What each image does to the mask, in the order of the images.</summary>
    public IReadOnlyList<MaskShare> Images { get; }

    /// <summary>A sentence for each image that alone removes more than 1 % of what the others keep, or is not finite there.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The kept voxels, 64 a word; bits past the last voxel are 0.</summary>
    internal ReadOnlySpan<ulong> Words => _words.Span;

    /// <summary>Keeps the voxels that the rule keeps in every image. The rule looks at float32 values, as the features do.</summary>
    /// <exception cref="ImageException">The grids differ, or no voxel is left.</exception>
    public static VoxelMask FromRule(IReadOnlyList<Volume> images, MaskRule rule = MaskRule.Positive) =>
        FromBits(images, BitsOf(images, rule.Test(), out var words), rule, words);

    /// <summary>Keeps the voxels that are finite and not 0 in the mask file and finite in every image; no rule applies.</summary>
    /// <exception cref="ImageException">The grids differ, or no voxel is left.</exception>
    public static VoxelMask FromFile(IReadOnlyList<Volume> images, Volume mask) =>
        FromBits(images, BitsOf(images, VoxelTest.Finite, out var words), mask, VoxelBits.Of(mask, VoxelTest.NonZero).Kept, words);

    /// <summary>As <see cref="FromRule"/>, of images that have been tested for the rule; the mask's words go into memory that is there.</summary>
    internal static VoxelMask FromBits(IReadOnlyList<Volume> images, IReadOnlyList<VoxelBits> bits, MaskRule rule, Memory<ulong> words) =>
        new(images, bits, null, default, words, $"finite and {(rule == MaskRule.Positive ? "> 0" : "not 0")} in every image");

    /// <summary>As <see cref="FromFile"/>, of images that have been tested for finite values.</summary>
    internal static VoxelMask FromBits(IReadOnlyList<Volume> images, IReadOnlyList<VoxelBits> bits, Volume file, ReadOnlySpan<ulong> fileWords, Memory<ulong> words) =>
        new(images, bits, file, fileWords, words, $"not 0 in {file.Path} and finite in every image");

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
        var map = new byte[VoxelCount];
        ScatterLabels(labels, map);
        return map;
    }

    /// <summary>As <see cref="ScatterLabels(ReadOnlySpan{byte})"/>, into memory that is there.</summary>
    /// <param name="labels">Length <see cref="Count"/>, each at most 254.</param>
    /// <param name="map">Length <see cref="VoxelCount"/>.</param>
    public void ScatterLabels(ReadOnlySpan<byte> labels, Span<byte> map)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.Length, VoxelCount);
        if (labels.Contains(byte.MaxValue))
            throw new OverflowException("A label is at most 254.");
        map.Clear();
        var words = Words;
        for (var (w, next) = (0, 0); w < words.Length; w++)
            if (words[w] != 0)
                next += BitPacking.Unpack(words[w], labels[next..], map[(w * VoxelBits.WordLength)..]);
    }

    /// <summary>The mask itself: 1 where a voxel is kept, 0 elsewhere.</summary>
    /// <param name="map">Length <see cref="VoxelCount"/>.</param>
    internal void ScatterOnes(Span<byte> map)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.Length, VoxelCount);
        map.Clear();
        var words = Words;
        for (var w = 0; w < words.Length; w++)
            if (words[w] != 0)
                BitPacking.Unpack(words[w], map[(w * VoxelBits.WordLength)..]);
    }

    /// <summary>Values of the kept voxels, such as one label's posterior, as a map of the whole grid with 0 outside the mask.</summary>
    /// <param name="values">Length <see cref="Count"/>.</param>
    /// <returns>Length <see cref="VoxelCount"/>.</returns>
    public float[] Scatter(ReadOnlySpan<float> values)
    {
        var map = new float[VoxelCount];
        Scatter(values, map);
        return map;
    }

    /// <summary>As <see cref="Scatter(ReadOnlySpan{float})"/>, into memory that is there.</summary>
    internal void Scatter(ReadOnlySpan<float> values, Span<float> map)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.Length, VoxelCount);
        map.Clear();
        var words = Words;
        for (var (w, next) = (0, 0); w < words.Length; w++)
            for (var bits = words[w]; bits != 0; bits &= bits - 1)
                map[w * VoxelBits.WordLength + BitOperations.TrailingZeroCount(bits)] = values[next++];
    }

    private static VoxelBits[] BitsOf(IReadOnlyList<Volume> images, VoxelTest test, out Memory<ulong> words)
    {
        GridCheck.Require(images);
        var bits = new VoxelBits[images.Count];
        Parallel.For(0, images.Count, i => bits[i] = VoxelBits.Of(images[i], test));
        words = new ulong[bits[0].Words];
        return bits;
    }

    private int[] PositionsOf()
    {
        var (positions, next) = (new int[Count], 0);
        var words = Words;
        for (var w = 0; w < words.Length; w++)
            for (var bits = words[w]; bits != 0; bits &= bits - 1)
                positions[next++] = w * VoxelBits.WordLength + BitOperations.TrailingZeroCount(bits);
        return positions;
    }
}
