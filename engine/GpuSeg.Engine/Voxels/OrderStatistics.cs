namespace GpuSeg.Engine.Voxels;

/// <summary>Percentiles of a column, found in two sweeps over the bits of its values instead of a sort.</summary>
public static class OrderStatistics
{
    private const int HalfBits = 16, Halves = 1 << HalfBits;

    /// <summary>
    /// Computes percentiles: the value at place p / 100 (N - 1) of the sorted column, interpolated linearly in double, as numpy.percentile.
    /// </summary>
    /// <param name="column">N finite values; N at least 1.</param>
    /// <param name="percents">Each from 0 to 100.</param>
    public static double[] Percentiles(ReadOnlySpan<float> column, params ReadOnlySpan<double> percents)
    {
        var counts = new int[Halves];
        foreach (var value in column)
        {
            counts[Key(value) >> HalfBits]++;
        }

        // Only the bins of the upper halves that hold a place are counted by their lower halves.
        var lowers = new int[]?[Halves];
        foreach (var percent in percents)
        {
            var place = percent / 100 * (column.Length - 1);
            lowers[Find(counts, (int)place).Bin] ??= new int[Halves];
            lowers[Find(counts, (int)Math.Ceiling(place)).Bin] ??= new int[Halves];
        }

        foreach (var value in column)
        {
            if (lowers[Key(value) >> HalfBits] is { } lower)
            {
                lower[Key(value) & (Halves - 1)]++;
            }
        }

        var found = new double[percents.Length];
        for (var i = 0; i < found.Length; i++)
        {
            var place = percents[i] / 100 * (column.Length - 1);
            double below = At(counts, lowers, (int)place), above = At(counts, lowers, (int)Math.Ceiling(place));
            found[i] = below + ((above - below) * (place - (int)place));
        }

        return found;
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

    // The value that so many others, from 0, precede in the sorted column.
    private static float At(int[] counts, int[]?[] lowers, int rank)
    {
        var upper = Find(counts, rank);
        return Value((upper.Bin << HalfBits) | Find(lowers[upper.Bin]!, upper.Rank).Bin);
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
