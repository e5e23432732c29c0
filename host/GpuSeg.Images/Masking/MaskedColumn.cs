using System.Numerics;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Keeps the values of the voxels that pass while an image is read, so that no volume is ever in memory. Memory is kept for the next image.
/// </summary>
/// <param name="keeping">Receives the number of values that each piece adds, or null; may throw to stop the reading.</param>
internal sealed class MaskedColumn(Action<int>? keeping = null) : VoxelTester
{
    private float[] _values = [];

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The values, <see cref="Count"/> of them in file order; the array may be longer.</summary>
    public float[] Values => _values;

    /// <summary>Keeps the values of some of the voxels that passed.</summary>
    /// <param name="words">The voxels to keep; all of them have passed.</param>
    public void Narrow(ReadOnlySpan<ulong> words)
    {
        var (from, to, run) = (0, 0, 0);
        var all = Bits.Kept;
        for (var w = 0; w < words.Length; w++)
        {
            var (passed, kept) = (all[w], words[w]);
            if (passed == kept)
            {
                run += BitOperations.PopCount(kept);
                continue;
            }
            to += Move(from, to, run);
            from += run;
            var bits = BitPacking.Pack(kept, passed);
            to += from - to < BitPacking.Spill
                ? BitPacking.PackEach(bits, _values.AsSpan(from), _values.AsSpan(to))
                : BitPacking.Pack(bits, _values.AsSpan(from), _values.AsSpan(to));
            from += BitOperations.PopCount(passed);
            run = 0;
        }
        Count = to + Move(from, to, run);
    }

    protected override void Reserve(int voxels)
    {
        Count = 0;
        Require(voxels);
    }

    protected override void Keep(ReadOnlySpan<float> values, ReadOnlySpan<ulong> passed)
    {
        Require(Count + values.Length);
        keeping?.Invoke(BitPacking.Count(passed));
        for (var w = 0; w < passed.Length; w++)
        {
            if (passed[w] != 0)
            {
                Count += BitPacking.Pack(passed[w], values[(w * VoxelBits.WordLength)..], _values.AsSpan(Count));
            }
        }
    }

    private int Move(int from, int to, int count)
    {
        if (from != to)
        {
            _values.AsSpan(from, count).CopyTo(_values.AsSpan(to));
        }
        return count;
    }

    private void Require(int count)
    {
        if (count <= _values.Length)
        {
            return;
        }
        var grown = GC.AllocateUninitializedArray<float>(Math.Max(count, (int)Math.Min(2L * Count, Array.MaxLength)));
        _values.AsSpan(0, Count).CopyTo(grown);
        _values = grown;
    }
}
