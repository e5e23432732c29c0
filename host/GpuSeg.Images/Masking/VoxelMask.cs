using System.Numerics;
using GpuSeg.Images.Morphology;
using GpuSeg.Images.Nifti;
using GpuSeg.Threads;

namespace GpuSeg.Images.Masking;

/// <summary>The voxels that are kept of a grid, and the way from volumes to their values and back.</summary>
public sealed class VoxelMask
{
    private const int BlockLength = 4096;

    private readonly ReadOnlyMemory<ulong> _words;
    private readonly Lazy<int[]> _positions;

    private VoxelMask(MaskInput input, Memory<ulong> words)
    {
        GridCheck.Require(input.Images);
        if (input.File is { } file)
        {
            GridCheck.Require(input.Images[0], file.Image, GridRole.Mask);
        }

        var (candidates, passed) = Candidates(input, out var automatic);
        MaskCounter.Combine(candidates, passed, words.Span);
        (_words, VoxelCount, Automatic) = (words, input.Images[0].VoxelCount, automatic);
        var holes = Holes(input, words.Span, new ulong[words.Length], out var filled);
        (Count, Filled) = (BitPacking.Count(Words), (input.File?.Bits.Filled ?? 0) + filled);
        if (Count == 0)
        {
            ImageErrors.EmptyMask(input.Condition, input.KeptByEach());
        }

        var zero = input.File is null ? 0 : CountZeros(input.Bits, Words);
        if (zero == Count)
        {
            ImageErrors.BackgroundMask(input.File!.Image.Path, Count);
        }

        var counts = MaskCounter.Count(input.Images, input.Bits, candidates, passed, Words);
        Images = counts.Images;
        var warnings = new MaskWarnings
        {
            Reference = input.Images[0],
            File = input.File,
            Rule = input.Rule,
            Kept = Count,
            Counts = counts,
            Zero = zero,
            Holes = holes,
        }.Sentences();
        FileValues = input.File?.Values;
        Excluded = input.Exclusion?.TakeFrom(input.Images[0], words.Span);
        Count = BitPacking.Count(Words);
        Warnings = [.. FileValues?.Warnings ?? [], .. warnings, .. Excluded?.Warnings ?? []];
        _positions = new(FindPositions);
    }

    /// <summary>Kept voxels as indices in file order, ascending.</summary>
    public int[] Positions => _positions.Value;

    /// <summary>Number of kept voxels, at least 1.</summary>
    public int Count { get; }

    /// <summary>Number of voxels of the grid, kept or not.</summary>
    public int VoxelCount { get; }

    /// <summary>The effect of each image on the mask, in the order of the images.</summary>
    public IReadOnlyList<MaskContribution> Images { get; }

    /// <summary>Number of voxels in enclosed holes that were added to the mask, or to the mask file.</summary>
    public int Filled { get; }

    /// <summary>The values of the mask file that are inside; null if a rule selected the voxels.</summary>
    public MaskFileValues? FileValues { get; }

    /// <summary>The voxels that are left out of the fit, or null.</summary>
    public ExcludedVoxels? Excluded { get; }

    /// <summary>Number of kept voxels that are fitted.</summary>
    public int FitCount => Excluded is { IsLabelled: true } excluded ? Count - excluded.Count : Count;

    /// <summary>The origin of the mask under the rule auto, otherwise null.</summary>
    public AutomaticMask? Automatic { get; }

    /// <summary>
    /// The reasons why the mask may not be the brain, a sentence each: it holds nearly the whole grid or has enclosed holes; or images
    /// remove more than 1 % of the voxels that the other images keep, or are not finite there.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The kept voxels, 64 a word; bits past the last voxel are 0.</summary>
    public ReadOnlySpan<ulong> Words => _words.Span;

    /// <summary>Creates the mask of the voxels that the rule keeps. The rule tests the values as float32.</summary>
    /// <param name="images">The images.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="fill">The enclosed holes to fill.</param>
    /// <exception cref="ImageException">The grids differ, or no voxel is left.</exception>
    public static VoxelMask FromRule(IReadOnlyList<Volume> images, MaskRule rule = default, HoleFill fill = default)
    {
        GridCheck.Require(images);
        var bits = TestAll(images, rule.Test ?? VoxelTest.NonZero);
        IPackedValues[] values = [.. images.Zip(bits, (image, tests) => new PackedVolume(image, tests))];
        return From(new() { Images = images, Bits = bits, Values = values, Rule = rule, Fill = fill }, new ulong[bits[0].Words]);
    }

    /// <summary>Creates the mask of the voxels that are inside the mask file, and finite in every image.</summary>
    /// <param name="images">The images.</param>
    /// <param name="mask">The mask file.</param>
    /// <param name="fill">The enclosed holes of the mask file to fill.</param>
    /// <param name="threshold">See <see cref="ImageSelection.MaskThreshold"/>.</param>
    /// <exception cref="ImageException">The grids differ, or no voxel is left.</exception>
    public static VoxelMask FromFile(IReadOnlyList<Volume> images, Volume mask, HoleFill fill = default, double? threshold = null)
    {
        ArgumentNullException.ThrowIfNull(mask);
        GridCheck.Require(images);
        var bits = TestAll(images, VoxelTest.Finite);
        var file = new MaskFileReader(MaskUse.Include).Read(mask.Path, threshold, Pass, (volume, sink) => volume.PassTo(sink)).Region;
        if (fill == HoleFill.All)
        {
            HoleFilling.Fill(file.Bits, mask.Grid.Shape);
        }

        return From(new() { Images = images, Bits = bits, File = file }, new ulong[bits[0].Words]);

        IReadOnlyList<Volume> Pass(IVoxelSink sink)
        {
            mask.PassTo(sink);
            return [mask];
        }
    }

    /// <summary>Creates a mask in the memory given.</summary>
    internal static VoxelMask From(MaskInput input, Memory<ulong> words) => new(input, words);

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

    // The voxels that may be in the mask, and the voxels that pass in every image.
    private static (ulong[] Candidates, ulong[][] Passed) Candidates(MaskInput input, out AutomaticMask? automatic)
    {
        automatic = null;
        if (input.File is { Bits: var file })
        {
            return (file.KeptWords, Passed(bits => bits.KeptWords));
        }

        if (input.Rule.Test is not null)
        {
            return ([], Passed(bits => bits.KeptWords));
        }

        var candidates = new ulong[input.Bits[0].Words];
        if (input.Rule.Kind == MaskRuleKind.Auto)
        {
            automatic = AutomaticMask.Find(input.Images, input.Bits, input.Values, candidates);
        }
        else
        {
            foreach (var bits in input.Bits)
            {
                for (var w = 0; w < candidates.Length; w++)
                {
                    candidates[w] |= bits.ValuedWords[w];
                }
            }
        }

        return (candidates, Passed(bits => bits.FiniteWords));

        ulong[][] Passed(Func<VoxelBits, ulong[]> words) => [.. input.Bits.Select(words)];
    }

    // Holes of a mask file are its author's, and an automatic mask has none; holes of all finite voxels cannot be filled.
    private static MaskHoles Holes(MaskInput input, Span<ulong> words, Memory<ulong> holes, out int filled)
    {
        filled = 0;
        if (input.File is not null || input.Rule.Kind is MaskRuleKind.Auto or MaskRuleKind.Finite)
        {
            return MaskHoles.None;
        }

        var shape = input.Images[0].Grid.Shape;
        if (EnclosedVoxels.Find(words, shape, holes.Span) == 0)
        {
            return MaskHoles.None;
        }

        filled = HoleFilling.Fill(input.Fill, input.Rule, input.Bits, words, holes.Span);
        return new(BitPacking.Count(holes.Span), CountZeros(input.Bits, holes.Span), () => VoxelPieces.Count(holes.Span, shape));
    }

    // Voxels that are 0 in every image.
    private static int CountZeros(IReadOnlyList<VoxelBits> bits, ReadOnlySpan<ulong> words)
    {
        var count = 0;
        for (var w = 0; w < words.Length; w++)
        {
            var zeros = words[w];
            for (var i = 0; zeros != 0 && i < bits.Count; i++)
            {
                zeros &= bits[i].FiniteWords[w] & ~bits[i].ValuedWords[w];
            }

            count += BitOperations.PopCount(zeros);
        }

        return count;
    }

    /// <summary>Takes the voxels that are fitted from runs of all kept voxels.</summary>
    /// <param name="columns">Runs of at least <see cref="Count"/> values.</param>
    /// <returns>Runs of length <see cref="FitCount"/>; the runs themselves if all voxels are fitted.</returns>
    public IReadOnlyList<float[]> Fitted(IReadOnlyList<float[]> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return FitCount == Count ? columns : ThreadBudget.Select(columns, Fitted);
    }

    private float[] Fitted(float[] column)
    {
        var fitted = new float[FitCount];
        var (words, excluded) = (_words, Excluded!.Words);
        var (from, to) = (0, 0);
        for (var w = 0; w < words.Length; w++)
        {
            var word = words.Span[w];
            to += BitPacking.Pack(BitPacking.Pack(word & ~excluded.Span[w], word), column.AsSpan(from), fitted.AsSpan(to));
            from += BitOperations.PopCount(word);
        }

        return fitted;
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
/// <param name="KeptByOthers">Voxels that all other images and the mask file keep, and filled holes.</param>
/// <param name="RemovedAlone">Voxels among them that are not in the mask because of this image.</param>
/// <param name="NonFinite">NaN and infinite voxels in the whole image.</param>
/// <param name="NonFiniteAlone">NaN and infinite voxels among those that this image alone removes.</param>
/// <param name="ZeroAlone">Voxels of value 0 among those that this image alone removes.</param>
public sealed record MaskContribution(
    string Name, int KeptByOthers, int RemovedAlone, int NonFinite, int NonFiniteAlone, int ZeroAlone = 0)
{
    /// <summary>RemovedAlone / KeptByOthers, from 0 to 1; 0 if the others keep nothing.</summary>
    public double Share => KeptByOthers == 0 ? 0 : (double)RemovedAlone / KeptByOthers;
}
