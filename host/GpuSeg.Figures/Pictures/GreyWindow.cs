namespace GpuSeg.Figures.Pictures;

/// <summary>The values of an image shown as black and white; all its slices share one window, so that they can be compared.</summary>
internal readonly record struct GreyWindow(double Black, double White)
{
    private const int MostSampled = 1 << 17;
    private const double DarkShare = 0.01;
    private const double BrightShare = 0.995;

    /// <summary>
    /// Computes the window of the values in a mask: white is their 99.5th percentile, which leaves out vessels and artefacts; black is 0,
    /// the background of MRI, or the first percentile if negative. Percentiles of large images are computed from evenly spaced values.
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

    /// <summary>Converts values to grey levels; NaN is black.</summary>
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
