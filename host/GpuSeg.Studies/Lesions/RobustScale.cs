namespace GpuSeg.Studies.Lesions;

/// <summary>
/// Scaling that a lesion hardly moves: z = (x - median) / (1.4826 MAD), with x limited to its 0.1 and 99.9 % percentiles. MAD is the median
/// of the distances from the median; 1.4826 MAD is the standard deviation of a normal distribution.
/// </summary>
internal static class RobustScale
{
    private const double MadOfNormal = 1.4826;
    private const double Tail = 0.001;

    // Percentiles of so many voxels, evenly spread, are exact enough.
    private const int MostSorted = 200_000;

    /// <summary>Scales the values.</summary>
    public static float[] Apply(ReadOnlySpan<float> values)
    {
        var sample = Sample(values);
        Array.Sort(sample);
        var (low, high, median) = (sample[(int)(Tail * sample.Length)], sample[^(1 + (int)(Tail * sample.Length))], (float)Middle(sample));
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = Math.Abs(Math.Clamp(sample[i], low, high) - median);
        }

        Array.Sort(sample);
        var unit = MadOfNormal * Middle(sample);
        var scaled = new float[values.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = unit > 0 ? (float)((Math.Clamp(values[i], low, high) - median) / unit) : 0;
        }

        return scaled;
    }

    /// <summary>Computes the median of values that may be reordered.</summary>
    public static double Median(float[] values)
    {
        Array.Sort(values);
        return Middle(values);
    }

    private static double Middle(float[] sorted) => (sorted[(sorted.Length - 1) / 2] + (double)sorted[sorted.Length / 2]) / 2;

    private static float[] Sample(ReadOnlySpan<float> values)
    {
        var step = (values.Length + MostSorted - 1) / MostSorted;
        var sample = new float[(values.Length + step - 1) / step];
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = values[i * step];
        }

        return sample;
    }
}
