namespace GpuSeg.Studies.Segmentation;

/// <summary>Exact medians of the voxels of some clusters, which are never gathered: two passes per rank, 256 KB of memory.</summary>
internal sealed class ClusterMedian
{
    private const int Bins = 1 << 16;

    private readonly int[] _counts = new int[Bins];

    /// <summary>
    /// Computes the median of the values, or of their distances from <paramref name="center"/>; the mean of the two middle values if their
    /// number is even, NaN without values.
    /// </summary>
    /// <param name="column">Values of all voxels; shape (N).</param>
    /// <param name="labels">Cluster of every voxel; shape (N).</param>
    /// <param name="chosen">Whether a cluster belongs to the values.</param>
    /// <param name="center">The place that distances are measured from; null for the values themselves.</param>
    public double Of(ReadOnlySpan<float> column, ReadOnlySpan<byte> labels, ReadOnlySpan<bool> chosen, double? center = null)
    {
        var count = 0L;
        foreach (var label in labels)
        {
            count += chosen[label] ? 1 : 0;
        }

        if (count == 0)
        {
            return double.NaN;
        }

        double upper = Select(column, labels, chosen, center, count / 2);
        return count % 2 == 1 ? upper : (upper + Select(column, labels, chosen, center, (count / 2) - 1)) / 2;
    }

    // The upper halves of the keys lead to the bin of the rank, the lower halves of the keys in this bin to the value.
    private float Select(ReadOnlySpan<float> column, ReadOnlySpan<byte> labels, ReadOnlySpan<bool> chosen, double? center, long rank)
    {
        Count(column, labels, chosen, center, null);
        var high = Bin(ref rank);
        Count(column, labels, chosen, center, high);
        return Value((high << 16) | Bin(ref rank));
    }

    private void Count(ReadOnlySpan<float> column, ReadOnlySpan<byte> labels, ReadOnlySpan<bool> chosen, double? center, uint? high)
    {
        Array.Clear(_counts);
        for (var i = 0; i < column.Length; i++)
        {
            if (!chosen[labels[i]])
            {
                continue;
            }

            var key = Key(center is { } place ? (float)Math.Abs(column[i] - place) : column[i]);
            if (high is null)
            {
                _counts[key >> 16]++;
            }
            else if (key >> 16 == high)
            {
                _counts[key & (Bins - 1)]++;
            }
        }
    }

    private uint Bin(ref long rank)
    {
        var bin = 0u;
        for (; rank >= _counts[bin]; bin++)
        {
            rank -= _counts[bin];
        }

        return bin;
    }

    // Keys sort as the values do: all bits of negative values are inverted, of other values the sign bit.
    private static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }

    private static float Value(uint key) =>
        BitConverter.UInt32BitsToSingle((key & 0x8000_0000) != 0 ? key & 0x7FFF_FFFF : ~key);
}
