namespace GpuSeg.Report.Viewer;

/// <summary>The intensities that are shown from black to white.</summary>
/// <param name="Low">Black, and whatever is below it or not a number.</param>
/// <param name="High">White, and whatever is above it.</param>
internal readonly record struct DisplayRange(float Low, float High)
{
    private const double LowQuantile = 0.005, HighQuantile = 0.998;
    private const int Enough = 1 << 18;

    /// <summary>From the 0.5th to the 99.8th percentile of <paramref name="values"/>; from the least to the largest where these are equal.</summary>
    /// <param name="values">Finite and not all the same; of more than 2^18 an even sample is taken.</param>
    public static DisplayRange Of(ReadOnlySpan<float> values)
    {
        var step = 1 + ((values.Length - 1) / Enough);
        var sample = new float[1 + ((values.Length - 1) / step)];
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = values[i * step];
        }

        Array.Sort(sample);
        var (low, high) = (Quantile(sample, LowQuantile), Quantile(sample, HighQuantile));
        return low < high ? new(low, high) : new(sample[0], sample[^1]);
    }

    /// <summary>0 for black to 255 for white.</summary>
    public byte Grey(float value) => value > Low ? (byte)Math.Round(255 * Math.Min((value - Low) / (High - Low), 1)) : (byte)0;

    private static float Quantile(float[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
