using System.Numerics;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Keeps the values that are finite and not 0 while an image is read, so that no volume is ever in memory; the remaining voxels of a mask
/// are 0. Memory is kept for the next image.
/// </summary>
/// <param name="keeping">Receives the number of values that each piece adds, or null; may throw to stop the reading.</param>
internal sealed class MaskedColumn(Action<int>? keeping = null) : VoxelTester, IPackedValues
{
    private float[] _values = [];

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The values, <see cref="Count"/> of them in file order; the array may be longer.</summary>
    public float[] Values => _values;

    /// <summary>Passes the values to the visitor word by word, before <see cref="Narrow"/>.</summary>
    public void Visit(WordVisitor visitor)
    {
        var all = Bits.Valued;
        var from = 0;
        for (var w = 0; w < all.Length; w++)
        {
            var count = BitOperations.PopCount(all[w]);
            visitor(w, all[w], _values.AsSpan(from, count));
            from += count;
        }
    }

    /// <summary>Keeps the values of a mask's voxels.</summary>
    /// <param name="words">The voxels to keep, all of them finite; voxels without a value are 0.</param>
    public void Narrow(ReadOnlySpan<ulong> words)
    {
        var (from, to, run, zeros) = (0, 0, 0, 0UL);
        var all = Bits.Valued;
        for (var w = 0; w < words.Length; w++)
        {
            var (valued, kept) = (all[w], words[w] & all[w]);
            zeros |= words[w] & ~valued;
            if (valued == kept)
            {
                run += BitOperations.PopCount(kept);
                continue;
            }
            to += Move(from, to, run);
            from += run;
            var bits = BitPacking.Pack(kept, valued);
            to += from - to < BitPacking.Spill
                ? BitPacking.PackEach(bits, _values.AsSpan(from), _values.AsSpan(to))
                : BitPacking.Pack(bits, _values.AsSpan(from), _values.AsSpan(to));
            from += BitOperations.PopCount(valued);
            run = 0;
        }
        Count = to + Move(from, to, run);
        if (zeros != 0)
        {
            AddZeros(words);
        }
    }

    protected override void Reserve(int voxels)
    {
        Count = 0;
        Require(voxels);
    }

    protected override void Keep(ReadOnlySpan<float> values, ReadOnlySpan<ulong> valued)
    {
        Require(Count + values.Length);
        keeping?.Invoke(BitPacking.Count(valued));
        for (var w = 0; w < valued.Length; w++)
        {
            if (valued[w] != 0)
            {
                Count += BitPacking.Pack(valued[w], values[(w * VoxelBits.WordLength)..], _values.AsSpan(Count));
            }
        }
    }

    // From the end, so that no value is overwritten before it has moved.
    private void AddZeros(ReadOnlySpan<ulong> words)
    {
        var all = Bits.Valued;
        var (from, to) = (Count, BitPacking.Count(words));
        Require(to);
        Count = to;
        for (var w = words.Length - 1; from < to; w--)
        {
            if ((words[w] & ~all[w]) == 0)
            {
                var count = BitOperations.PopCount(words[w]);
                (from, to) = (from - count, to - count);
                Move(from, to, count);
                continue;
            }

            for (var bits = words[w]; bits != 0;)
            {
                var highest = VoxelBits.WordLength - 1 - BitOperations.LeadingZeroCount(bits);
                bits ^= 1UL << highest;
                _values[--to] = (all[w] >> highest & 1) != 0 ? _values[--from] : 0;
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
