using System.Runtime.InteropServices;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Masking;

/// <summary>Compares the voxels that pass a test while an image is read, and their values, with a plain loop.</summary>
public sealed class MaskedColumnTests
{
    private readonly MaskedColumn _column = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packs_and_narrows_the_values_that_pass(bool trusted)
    {
        // From small to large and back, in one memory; two are longer than a piece.
        foreach (var voxels in (int[])[1, 63, 64, 65, 200, 4099, VoxelChunks.Voxels + 64, VoxelChunks.Voxels + 67, 130, 2])
        {
            for (var seed = 0; seed < 6; seed++)
            {
                foreach (var test in (VoxelTest[])[VoxelTest.Positive, VoxelTest.NonZero, VoxelTest.Finite, VoxelTest.Above(-2)])
                {
                    Require(new(10 * voxels + seed), voxels, test, trusted);
                }
            }
        }
    }

    private void Require(Random random, int voxels, VoxelTest test, bool trusted)
    {
        var values = AwkwardValues.Create(random, voxels);
        var within = random.Next(2) == 0 ? null : AwkwardValues.Create(random, voxels);
        _column.Prepare(test, within is null ? null : BitsOf(within, VoxelTest.NonZero));
        Read(values, _column, trusted);
        var passed = Enumerable.Range(0, voxels)
            .Where(v => Passes(values[v], test) && (within is null || Passes(within[v], VoxelTest.NonZero)))
            .ToArray();
        Assert.Equal(passed, Positions(_column.Bits.Kept));
        var finite = Enumerable.Range(0, voxels).Where(v => float.IsFinite(values[v]));
        Assert.Equal(finite, Positions(_column.Bits.FiniteWords.AsSpan(0, _column.Bits.Words)));
        // Only values that are not 0 take memory.
        var valued = Enumerable.Range(0, voxels)
            .Where(v => float.IsFinite(values[v]) && values[v] != 0 && (within is null || Passes(within[v], VoxelTest.NonZero)))
            .ToArray();
        Assert.Equal(valued, Positions(_column.Bits.Valued));
        Assert.Equal(valued.Select(v => values[v]), _column.Values[.._column.Count]);
        var visited = new List<float>();
        _column.Visit((_, _, word) => visited.AddRange(word));
        Assert.Equal(valued.Select(v => values[v]), visited);
        // Drops a few, one of the first among them, or whole words; zeros come back, one by one or in whole words.
        var inside = Enumerable.Range(0, voxels)
            .Where(v => float.IsFinite(values[v]) && (within is null || Passes(within[v], VoxelTest.NonZero)))
            .ToArray();
        var holes = AwkwardValues.Create(random, voxels);
        var first = passed.Length == 0 ? 0 : passed[random.Next(Math.Min(70, passed.Length))];
        var kept = (random.Next(2) == 0 ? valued : inside).Where(v => v != first && (random.Next(2) == 0 || holes[v] != 0)).ToArray();
        _column.Narrow(Words(kept, voxels));
        Assert.Equal(kept.Select(v => values[v]), _column.Values[.._column.Count]);
    }

    private static bool Passes(float value, VoxelTest test) =>
        float.IsFinite(value) && (test == VoxelTest.Finite
            || (test == VoxelTest.NonZero ? value != 0 : test == VoxelTest.Positive ? value > 0 : value > -2));

    private static VoxelBits BitsOf(float[] values, VoxelTest test)
    {
        var tester = new VoxelTester();
        tester.Prepare(test);
        Read(values, tester, trusted: true);
        return tester.Bits;
    }

    private static void Read(float[] values, IVoxelSink sink, bool trusted)
    {
        var width = values.Length % 64 == 0 ? 64 : values.Length % 5 == 0 ? 5 : 1;
        sink.Start(NiftiHeader.Parse(NiftiBytes.Floats([], [width, values.Length / width, 1]), "made.nii"), trusted);
        foreach (var piece in values.Chunk(VoxelChunks.Voxels))
        {
            sink.Take(MemoryMarshal.AsBytes(piece.AsSpan()));
        }
    }

    private static IEnumerable<int> Positions(ReadOnlySpan<ulong> words)
    {
        var all = words.ToArray();
        return Enumerable.Range(0, VoxelBits.WordLength * all.Length)
            .Where(v => ((all[v / VoxelBits.WordLength] >> (v % VoxelBits.WordLength)) & 1) != 0);
    }

    private static ulong[] Words(int[] positions, int voxels)
    {
        var words = new ulong[VoxelBits.WordsFor(voxels)];
        foreach (var v in positions)
        {
            words[v / VoxelBits.WordLength] |= 1UL << (v % VoxelBits.WordLength);
        }

        return words;
    }
}
