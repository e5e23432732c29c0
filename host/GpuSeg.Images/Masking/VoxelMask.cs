using System.Numerics;
using GpuSeg.Images.Nifti;
using GpuSeg.Threads;

namespace GpuSeg.Images.Masking;

/// <summary>The voxels that are kept of a grid, and the way from volumes to their values and back.</summary>
public sealed class VoxelMask
{
    private const int BlockLength = 4096;

    private readonly ReadOnlyMemory<ulong> _words;
    private readonly Lazy<int[]> _positions;

    private VoxelMask(
        IReadOnlyList<ImageFile> images,
        IReadOnlyList<VoxelBits> bits,
        ImageFile? file,
        ReadOnlySpan<ulong> fileWords,
        Memory<ulong> words,
        string condition)
    {
        GridCheck.Require(images);
        if (file is not null)
        {
            GridCheck.Require(images[0], file, GridRole.Mask);
        }
        Images = MaskCounter.Combine(images, bits, fileWords, words.Span);
        (_words, VoxelCount) = (words, images[0].VoxelCount);
        Count = BitPacking.Count(Words);
        Warnings = [.. MaskCounter.Warnings(Images, file is not null)];
        _positions = new(FindPositions);
        if (Count == 0)
        {
            var kept = images.Select((image, i) => $"{image.Name} {BitPacking.Count(bits[i].Kept)}");
            ImageErrors.EmptyMask(condition, file is null ? kept : kept.Append($"{file.Name} {BitPacking.Count(fileWords)}"));
        }
    }

    /// <summary>Kept voxels as indices in file order, ascending.</summary>
    public int[] Positions => _positions.Value;

    /// <summary>Number of kept voxels, at least 1.</summary>
    public int Count { get; }

    /// <summary>Number of voxels of the grid, kept or not.</summary>
    public int VoxelCount { get; }

    /// <summary>The effect of each image on the mask, in the order of the images.</summary>
    public IReadOnlyList<MaskContribution> Images { get; }

    /// <summary>
    /// A sentence for each image that alone removes more than 1 % of the voxels that the others keep, or is not finite there.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The kept voxels, 64 a word; bits past the last voxel are 0.</summary>
    internal ReadOnlySpan<ulong> Words => _words.Span;

    /// <summary>Creates the mask of the voxels that the rule keeps in every image. The rule tests the values as float32.</summary>
    /// <exception cref="ImageException">The grids differ, or no voxel is left.</exception>
    public static VoxelMask FromRule(IReadOnlyList<Volume> images, MaskRule rule = MaskRule.Positive)
    {
        GridCheck.Require(images);
        var bits = TestAll(images, rule.Test());
        return FromBits(images, bits, rule, new ulong[bits[0].Words]);
    }

    /// <summary>Creates the mask of the voxels that are finite and not 0 in the mask file, and finite in every image.</summary>
    /// <exception cref="ImageException">The grids differ, or no voxel is left.</exception>
    public static VoxelMask FromFile(IReadOnlyList<Volume> images, Volume mask)
    {
        GridCheck.Require(images);
        var bits = TestAll(images, VoxelTest.Finite);
        return FromBits(images, bits, mask, TestAll([mask], VoxelTest.NonZero)[0].Kept, new ulong[bits[0].Words]);
    }

    /// <summary>Creates the mask of a rule from the tests of the images, in the memory given.</summary>
    internal static VoxelMask FromBits(
        IReadOnlyList<ImageFile> images, IReadOnlyList<VoxelBits> bits, MaskRule rule, Memory<ulong> words) =>
        new(images, bits, null, default, words, $"finite and {(rule == MaskRule.Positive ? "> 0" : "not 0")} in every image");

    /// <summary>Creates the mask of a mask file from the tests of the images for finite values, in the memory given.</summary>
    internal static VoxelMask FromBits(
        IReadOnlyList<ImageFile> images,
        IReadOnlyList<VoxelBits> bits,
        ImageFile file,
        ReadOnlySpan<ulong> fileWords,
        Memory<ulong> words) =>
        new(images, bits, file, fileWords, words, $"not 0 in {file.Path} and finite in every image");

    /// <summary>Returns whether the other mask keeps the same voxels of an equally large grid.</summary>
    public bool SameAs(VoxelMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return VoxelCount == other.VoxelCount && Words.SequenceEqual(other.Words);
    }

    /// <summary>Gathers the values of the kept voxels of each image: one run of length <see cref="Count"/> per image.</summary>
    public float[][] Gather(IReadOnlyList<Volume> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return ThreadBudget.Select(images, image => Gather(image));
    }

    /// <summary>Gathers the values of the kept voxels of one image on the mask's grid.</summary>
    public float[] Gather(Volume image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.VoxelCount, VoxelCount);
        var gathered = new float[Count];
        var scratch = new float[BlockLength];
        var next = 0;
        for (var start = 0; next < Count; start += BlockLength)
        {
            var length = Math.Min(BlockLength, VoxelCount - start);
            var words = Words.Slice(start / VoxelBits.WordLength, VoxelBits.WordsFor(length));
            if (!words.ContainsAnyExcept(0UL))
            {
                continue;
            }
            var block = image.Block(start, length, scratch);
            for (var w = 0; w < words.Length; w++)
            {
                next += BitPacking.Pack(words[w], block[(w * VoxelBits.WordLength)..], gathered.AsSpan(next));
            }
        }
        return gathered;
    }

    /// <summary>Spreads labels 0 .. K-1 of the kept voxels over a map of the whole grid: 0 is background, 1 .. K are the labels.</summary>
    /// <param name="labels">Length <see cref="Count"/>, each at most 254.</param>
    /// <returns>Length <see cref="VoxelCount"/>.</returns>
    public byte[] ScatterLabels(ReadOnlySpan<byte> labels)
    {
        var map = new byte[VoxelCount];
        ScatterLabels(labels, map);
        return map;
    }

    /// <summary>Spreads labels over a map, as <see cref="ScatterLabels(ReadOnlySpan{byte})"/> does, in the memory given.</summary>
    /// <param name="labels">Length <see cref="Count"/>, each at most 254.</param>
    /// <param name="map">Length <see cref="VoxelCount"/>.</param>
    public void ScatterLabels(ReadOnlySpan<byte> labels, Span<byte> map)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.Length, VoxelCount);
        if (labels.Contains(byte.MaxValue))
        {
            throw new OverflowException("A label is at most 254.");
        }

        map.Clear();
        var words = Words;
        for (var (w, next) = (0, 0); w < words.Length; w++)
        {
            if (words[w] != 0)
            {
                next += BitPacking.Unpack(words[w], labels[next..], map[(w * VoxelBits.WordLength)..]);
            }
        }
    }

    /// <summary>Writes the mask as a map: 1 for the voxels that are kept, 0 for the others.</summary>
    /// <param name="map">Length <see cref="VoxelCount"/>.</param>
    public void ScatterOnes(Span<byte> map)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.Length, VoxelCount);
        map.Clear();
        var words = Words;
        for (var w = 0; w < words.Length; w++)
        {
            if (words[w] != 0)
            {
                BitPacking.Unpack(words[w], map[(w * VoxelBits.WordLength)..]);
            }
        }
    }

    /// <summary>
    /// Spreads values of the kept voxels, such as one label's posterior, over a map of the whole grid; 0 outside the mask.
    /// </summary>
    /// <param name="values">Length <see cref="Count"/>.</param>
    /// <returns>Length <see cref="VoxelCount"/>.</returns>
    public float[] Scatter(ReadOnlySpan<float> values)
    {
        var map = new float[VoxelCount];
        Scatter(values, map);
        return map;
    }

    /// <summary>Spreads values over a map, as <see cref="Scatter(ReadOnlySpan{float})"/> does, in the memory given.</summary>
    /// <param name="values">Length <see cref="Count"/>.</param>
    /// <param name="map">Length <see cref="VoxelCount"/>.</param>
    public void Scatter(ReadOnlySpan<float> values, Span<float> map)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.Length, VoxelCount);
        map.Clear();
        var words = Words;
        for (var (w, next) = (0, 0); w < words.Length; w++)
        {
            for (var bits = words[w]; bits != 0; bits &= bits - 1)
            {
                map[w * VoxelBits.WordLength + BitOperations.TrailingZeroCount(bits)] = values[next++];
            }
        }
    }

    private static VoxelBits[] TestAll(IReadOnlyList<Volume> images, VoxelTest test)
    {
        var bits = new VoxelBits[images.Count];
        ThreadBudget.For(images.Count, i =>
        {
            var tester = new VoxelTester();
            tester.Prepare(test);
            images[i].PassTo(tester);
            bits[i] = tester.Bits;
        });
        return bits;
    }

    private int[] FindPositions()
    {
        var (positions, next) = (new int[Count], 0);
        var words = Words;
        for (var w = 0; w < words.Length; w++)
        {
            for (var bits = words[w]; bits != 0; bits &= bits - 1)
            {
                positions[next++] = w * VoxelBits.WordLength + BitOperations.TrailingZeroCount(bits);
            }
        }

        return positions;
    }
}

/// <summary>The effect of one image on the mask.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="KeptByOthers">Voxels that all other images and the mask file keep.</param>
/// <param name="RemovedAlone">Voxels among them that this image drops.</param>
/// <param name="NonFinite">NaN and infinite voxels in the whole image.</param>
/// <param name="NonFiniteAlone">NaN and infinite voxels among the voxels that all others keep.</param>
public sealed record MaskContribution(string Name, int KeptByOthers, int RemovedAlone, int NonFinite, int NonFiniteAlone)
{
    /// <summary>RemovedAlone / KeptByOthers, from 0 to 1; 0 if the others keep nothing.</summary>
    public double Share => KeptByOthers == 0 ? 0 : (double)RemovedAlone / KeptByOthers;
}
