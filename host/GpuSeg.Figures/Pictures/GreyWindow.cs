namespace GpuSeg.Figures.Pictures;

/// <summary>Which values of an image are black and white; one window for all its slices, so that they can be compared.</summary>
internal readonly record struct GreyWindow(double Black, double White)
{
    private const int MostSampled = 1 << 17;
    private const double DarkShare = 0.01;
    private const double BrightShare = 0.995;

    /// <summary>
    /// The window of the values that take part: white is their 99.5th percentile, which leaves out vessels and artefacts; black is 0, the
    /// background of MRI, or the first percentile where that is negative. Percentiles of large images are those of evenly drawn values.
    /// </summary>
    public static GreyWindow Of(ReadOnlySpan<float> values)
    {
        var step = ((values.Length - 1) / MostSampled) + 1;
        var sorted = new float[((values.Length - 1) / step) + 1];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = values[i * step];
        }

        Array.Sort(sorted);
        return new(Math.Min(0, At(sorted, DarkShare)), At(sorted, BrightShare));
    }

    /// <summary>Values as grey levels; NaN is black.</summary>
    public byte[] Apply(ReadOnlySpan<float> values)
    {
        var scale = White > Black ? 255 / (White - Black) : 0;
        var grey = new byte[values.Length];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)Math.Clamp(Math.Round((values[i] - Black) * scale), 0, 255);
        }

        return grey;
    }

    private static float At(float[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
