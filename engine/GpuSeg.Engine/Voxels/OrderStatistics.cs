namespace GpuSeg.Engine.Voxels;

/// <summary>Percentiles of a column, found in two sweeps over the bits of its values instead of a sort.</summary>
public static class OrderStatistics
{
    private const int HalfBits = 16, Halves = 1 << HalfBits;

    /// <summary>
    /// Computes percentiles: the value at place p / 100 (N - 1) of the sorted column, interpolated linearly in double, as numpy.percentile.
    /// </summary>
    /// <param name="column">N finite values; N at least 1.</param>
    /// <param name="percents">At most 127, each from 0 to 100.</param>
    public static double[] Percentiles(ReadOnlySpan<float> column, params ReadOnlySpan<double> percents)
    {
        var counts = new int[Halves];
        foreach (var value in column)
        {
            counts[Key(value) >> HalfBits]++;
        }

        // Only the bins of the upper halves that hold a place are counted by their lower halves.
        var (slots, lowers) = (new byte[Halves], new List<int[]>());
        foreach (var percent in percents)
        {
            var place = percent / 100 * (column.Length - 1);
            Reserve(Find(counts, (int)place).Bin);
            Reserve(Find(counts, (int)Math.Ceiling(place)).Bin);
        }

        foreach (var value in column)
        {
            if (slots[Key(value) >> HalfBits] is > 0 and var slot)
            {
                lowers[slot - 1][Key(value) & (Halves - 1)]++;
            }
        }

        var found = new double[percents.Length];
        for (var i = 0; i < found.Length; i++)
        {
            var place = percents[i] / 100 * (column.Length - 1);
            double below = At((int)place), above = At((int)Math.Ceiling(place));
            found[i] = below + ((above - below) * (place - (int)place));
        }

        return found;

        void Reserve(uint upper)
        {
            if (slots[upper] == 0)
            {
                lowers.Add(new int[Halves]);
                slots[upper] = (byte)lowers.Count;
            }
        }

        // The value that so many others, from 0, precede in the sorted column.
        float At(int rank)
        {
            var upper = Find(counts, rank);
            return Value((upper.Bin << HalfBits) | Find(lowers[slots[upper.Bin] - 1], upper.Rank).Bin);
        }
    }

    /// <summary>Sorts finite values, by their bits as whole numbers: the code for numbers of that kind is compiled ahead.</summary>
    public static void Sort(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var keys = new int[values.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (int)(Key(values[i]) ^ 0x8000_0000);
        }

        Array.Sort(keys);
        for (var i = 0; i < keys.Length; i++)
        {
            values[i] = Value((uint)keys[i] ^ 0x8000_0000);
        }
    }

    private static (uint Bin, int Rank) Find(int[] counts, int rank)
    {
        var bin = 0u;
        for (; rank >= counts[bin]; bin++)
        {
            rank -= counts[bin];
        }

        return (bin, rank);
    }

    // Keys have the order of the values: the sign is flipped, and all bits of negative values.
    private static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits >> 31) != 0 ? ~bits : bits | 0x8000_0000;
    }

    private static float Value(uint key) => BitConverter.UInt32BitsToSingle((key >> 31) != 0 ? key & 0x7FFF_FFFF : ~key);
}
