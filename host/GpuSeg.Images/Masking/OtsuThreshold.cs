namespace GpuSeg.Images.Masking;

/// <summary>The threshold that separates air from tissue: the lower of the two that divide an image into three classes.</summary>
/// <param name="Value">Tissue is greater than this value.</param>
/// <param name="Separation">
/// Variance between the classes over the variance of all voxels, from 0 to 1; 8/9 for values without classes (uniform).
/// </param>
internal readonly record struct OtsuThreshold(float Value, double Separation)
{
    // The upper half of a float32: sign, exponent and 7 bits of the mantissa, so that a bin is 0.8 % wide and any range of values fits.
    private const int Bins = 1 << 16;
    private const int BinShift = 16;

    // Bins with fewer voxels are joined before the search, whose cost grows with the square of their number.
    private const int MostGroups = 1024;

    // Outliers, such as vessels and spikes, would attract the threshold.
    private const double Clipped = 0.001;

    /// <summary>
    /// Computes the thresholds with the largest variance between air, dark tissue and bright tissue (Otsu 1979,
    /// doi:10.1109/TSMC.1979.4310076) from a histogram of the finite voxels. Two classes would put dark tissue, such as CSF in T1, with
    /// the air. Values outside the 0.1 and 99.9 percentiles are moved to them.
    /// </summary>
    /// <param name="values">The finite voxels that are not 0.</param>
    /// <param name="zeros">Number of voxels that are 0.</param>
    public static OtsuThreshold Of(IPackedValues values, long zeros)
    {
        var (counts, sums) = (new long[Bins], new double[Bins]);
        counts[BinOf(0)] = zeros;
        values.Visit((_, _, word) =>
        {
            foreach (var value in word)
            {
                var bin = BinOf(value);
                counts[bin]++;
                sums[bin] += value;
            }
        });
        Clip(counts, sums);
        return Best(counts, sums);
    }

    /// <summary>Sets the bits of the voxels above the threshold.</summary>
    /// <param name="values">The finite voxels that are not 0.</param>
    /// <param name="bits">The image's tests.</param>
    /// <param name="words">Receives the words of the voxels.</param>
    public void Apply(IPackedValues values, VoxelBits bits, ulong[] words)
    {
        var threshold = Value;
        values.Visit((word, valued, run) =>
        {
            var above = 0 > threshold ? bits.Finite[word] & ~valued : 0;
            foreach (var value in run)
            {
                var bit = valued & (0 - valued);
                above |= value > threshold ? bit : 0;
                valued ^= bit;
            }

            words[word] = above;
        });
    }

    private static OtsuThreshold Best(long[] counts, double[] sums)
    {
        var (count, sum) = (counts.Sum(), sums.Sum());
        var groups = Groups(counts, sums, count);
        var total = Enumerable.Range(0, Bins)
            .Where(bin => counts[bin] > 0)
            .Sum(bin => counts[bin] * Math.Pow((sums[bin] / counts[bin]) - (sum / count), 2));
        var (best, at) = (0.0, -1);
        for (var lower = 0; lower < groups.Count - 1; lower++)
        {
            var dark = Square(groups[lower].Sum, groups[lower].Count);
            for (var upper = lower + 1; upper < groups.Count; upper++)
            {
                var between = dark
                    + Square(groups[upper].Sum - groups[lower].Sum, groups[upper].Count - groups[lower].Count)
                    + Square(sum - groups[upper].Sum, count - groups[upper].Count);
                if (between > best)
                {
                    (best, at) = (between, lower);
                }
            }
        }

        // An image of one value has no tissue.
        return at < 0 ? new(float.MaxValue, 0) : new(LargestOf(groups[at].Last), (best - Square(sum, count)) / total);

        // Count times squared mean; 0 for a class without voxels.
        static double Square(double sum, long count) => count == 0 ? 0 : sum * sum / count;
    }

    // Runs of bins with at least a share of the voxels, and the number and sum of all voxels up to their last bin.
    private static List<(int Last, long Count, double Sum)> Groups(long[] counts, double[] sums, long count)
    {
        var groups = new List<(int, long, double)>();
        var (below, sumBelow, before) = (0L, 0.0, 0L);
        for (var bin = 0; bin < Bins; bin++)
        {
            below += counts[bin];
            sumBelow += sums[bin];
            if (counts[bin] > 0 && ((below - before) * MostGroups >= count || below == count))
            {
                groups.Add((bin, below, sumBelow));
                before = below;
            }
        }

        return groups;
    }

    private static void Clip(long[] counts, double[] sums)
    {
        var most = (long)(Clipped * counts.Sum());
        Move(Enumerable.Range(0, Bins));
        Move(Enumerable.Range(0, Bins).Reverse());

        // Moves the outermost voxels to the first bin that is not outermost, at its mean.
        void Move(IEnumerable<int> bins)
        {
            var outer = 0L;
            foreach (var bin in bins)
            {
                if (outer + counts[bin] > most)
                {
                    sums[bin] += outer * (sums[bin] / counts[bin]);
                    counts[bin] += outer;
                    return;
                }

                outer += counts[bin];
                (counts[bin], sums[bin]) = (0, 0);
            }
        }
    }

    private static int BinOf(float value)
    {
        // Adding 0 turns -0 into 0.
        var bits = BitConverter.SingleToInt32Bits(value + 0f);
        return (int)((uint)(bits ^ (bits >> 31 | int.MinValue)) >> BinShift);
    }

    private static float LargestOf(int bin)
    {
        if (bin == BinOf(0))
        {
            return 0;
        }

        var ordered = ((uint)bin << BinShift) | ((1u << BinShift) - 1);
        return BitConverter.UInt32BitsToSingle((ordered & 0x8000_0000) != 0 ? ordered ^ 0x8000_0000 : ~ordered);
    }
}
