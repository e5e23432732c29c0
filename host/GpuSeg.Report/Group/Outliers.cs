namespace GpuSeg.Report.Group;

/// <summary>Outliers among some values, by <see cref="Rule"/> (Iglewicz and Hoaglin 1993).</summary>
internal sealed class Outliers
{
    /// <summary>The fewest sessions whose outliers are named: the spread of fewer values says little.</summary>
    public const int Least = 10;

    private const double Limit = 3.5;

    private readonly double _spread;

    public Outliers(IReadOnlyList<double> values)
    {
        Median = MedianOf(values);
        double[] distances = [.. values.Select(value => Math.Abs(value - Median))];
        var typical = MedianOf(distances) / 0.6745;
        // If more than half of the values are equal, the median distance is 0; the mean distance replaces it.
        _spread = values.Count < Least ? double.PositiveInfinity
            : typical > 0 ? typical
            : distances.Average() * Math.Sqrt(Math.PI / 2);
    }

    /// <summary>The rule in words.</summary>
    public static string Rule =>
        $"Outliers, named beside their dots, have a modified z-score 0.6745 |x − median| / MAD above {Limit}, "
        + "where MAD is the median of |x − median|. "
        + "If MAD is 0, 1.2533 times the mean of |x − median| replaces MAD / 0.6745. "
        + $"With fewer than {Least} sessions MAD says little, and no session is called an outlier.";

    public double Median { get; }

    /// <summary>Computes the modified z-score without its sign.</summary>
    public double Score(double value) => value == Median ? 0 : Math.Abs(value - Median) / _spread;

    public bool Has(double value) => Score(value) > Limit;

    private static double MedianOf(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
