using GpuSeg.Engine.Voxels;

namespace GpuSeg.Studies.Lesions;

/// <summary>Otsu's threshold of a sample of values.</summary>
internal static class Otsu
{
    private const int Bins = 256;

    // Extreme values would leave few bins to the rest.
    private const double TailPercent = 0.5;

    /// <summary>
    /// Computes the threshold with the largest variance between the values below and above it, of 256 bins from the 0.5th to the 99.5th
    /// percentile (Otsu 1979, doi:10.1109/TSMC.1979.4310076).
    /// </summary>
    /// <param name="values">Finite values, at least one.</param>
    public static double Threshold(ReadOnlySpan<float> values)
    {
        var bounds = OrderStatistics.Percentiles(values, TailPercent, 100 - TailPercent);
        var (low, width) = (bounds[0], (bounds[1] - bounds[0]) / Bins);
        var counts = new int[Bins];
        foreach (var value in values)
        {
            counts[width > 0 ? (int)Math.Clamp((value - low) / width, 0, Bins - 1) : 0]++;
        }

        var total = counts.Select((count, bin) => (double)count * bin).Sum();
        var (best, threshold, below, sum) = (-1.0, 0, 0.0, 0.0);
        for (var bin = 0; bin < Bins - 1; bin++)
        {
            below += counts[bin];
            sum += (double)counts[bin] * bin;
            var above = values.Length - below;
            var between = below * above * Math.Pow(sum / below - (total - sum) / above, 2);
            if (between > best)
            {
                (best, threshold) = (between, bin);
            }
        }

        return low + (threshold + 1) * width;
    }
}
