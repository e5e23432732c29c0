namespace GpuSeg.Engine.Voxels;

/// <summary>Percentiles of a column, found in two sweeps over the bits of its values instead of a sort.</summary>
internal static class OrderStatistics
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

        var found = new double[percents.Length];
        for (var i = 0; i < found.Length; i++)
        {
            var place = percents[i] / 100 * (column.Length - 1);
            var rank = (int)place;
            double below = At(column, counts, rank);
            var above = rank < place ? At(column, counts, rank + 1) : below;
            found[i] = below + ((above - below) * (place - rank));
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

    // The value that rank others, from 0, precede in the sorted column.
    private static float At(ReadOnlySpan<float> column, int[] counts, int rank)
    {
        var upper = Find(counts, ref rank);
        var lower = new int[Halves];
        foreach (var value in column)
        {
            if (Key(value) >> HalfBits == upper)
            {
                lower[Key(value) & (Halves - 1)]++;
            }
        }

        return Value((upper << HalfBits) | Find(lower, ref rank));
    }

    // The bin that holds the rank, which becomes the rank within the bin.
    private static uint Find(int[] counts, ref int rank)
    {
        var bin = 0u;
        for (; rank >= counts[bin]; bin++)
        {
            rank -= counts[bin];
        }

        return bin;
    }

    // Keys have the order of the values: the sign is flipped, and all bits of negative values.
    private static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits >> 31) != 0 ? ~bits : bits | 0x8000_0000;
    }

    private static float Value(uint key) => BitConverter.UInt32BitsToSingle((key >> 31) != 0 ? key & 0x7FFF_FFFF : ~key);
}
