using GpuSeg.Engine.Voxels;

namespace GpuSeg.Studies.Lesions;

/// <summary>
/// Scaling that a lesion hardly moves: z = (x - median) / (1.4826 MAD), with x limited to its 0.1 and 99.9 % percentiles. MAD is the median
/// of the distances from the median; 1.4826 MAD is the standard deviation of a normal distribution.
/// </summary>
internal static class RobustScale
{
    /// <summary>Standard deviations of a normal distribution per MAD.</summary>
    public const double MadOfNormal = 1.4826;

    private const double TailPercent = 0.1;

    // Percentiles of so many voxels, evenly spread, are exact enough.
    private const int MostSampled = 1 << 18;

    /// <summary>Scales values in place; all become 0 if more than half of them are equal.</summary>
    /// <returns>Whether the values have a spread, so that not all become 0.</returns>
    public static bool Apply(float[] values)
    {
        var sample = Sample(values);
        var bounds = OrderStatistics.Percentiles(sample, TailPercent, 50, 100 - TailPercent);
        var (low, median, high) = ((float)bounds[0], (float)bounds[1], (float)bounds[2]);
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = Math.Abs(Math.Clamp(sample[i], low, high) - median);
        }

        var unit = (float)(MadOfNormal * Median(sample));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = unit > 0 ? (Math.Clamp(values[i], low, high) - median) / unit : 0;
        }

        return unit > 0;
    }

    /// <summary>Computes the median; 0 without values.</summary>
    public static double Median(ReadOnlySpan<float> values) => values.IsEmpty ? 0 : OrderStatistics.Percentiles(values, 50)[0];

    private static float[] Sample(float[] values)
    {
        var step = (values.Length + MostSampled - 1) / MostSampled;
        var sample = new float[(values.Length + step - 1) / step];
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = values[i * step];
        }

        return sample;
    }
}
