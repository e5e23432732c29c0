namespace GpuSeg.Report.Viewer;

/// <summary>The intensities shown from black to white.</summary>
/// <param name="Low">The value shown as black, as are lower values and NaN.</param>
/// <param name="High">The value shown as white, as are higher values.</param>
internal readonly record struct DisplayRange(float Low, float High)
{
    private const double LowQuantile = 0.005, HighQuantile = 0.998;
    private const int Enough = 1 << 18;

    /// <summary>Computes the range from the 0.5th to the 99.8th percentile, or of all values if the two are equal.</summary>
    /// <param name="values">Finite values, not all the same; of more than 2^18 values an evenly spaced sample is used.</param>
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

    /// <summary>Converts a value to a grey level, 0 black to 255 white.</summary>
    public byte Grey(float value) => value > Low ? (byte)Math.Round(255 * Math.Min((value - Low) / (High - Low), 1)) : (byte)0;

    private static float Quantile(float[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
