namespace GpuSeg.Bench.Compare;

/// <summary>Medians, which one disturbed run does not change much.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Computes the median of the ratios within each run, because a disturbance affects both sides of a run.</summary>
    public static double MedianRatio(IEnumerable<double> numerators, IEnumerable<double> denominators) =>
        Median(numerators.Zip(denominators, (a, b) => a / b));
}
