namespace GpuSeg.Engine.Voxels;

/// <summary>The middle and the spread of most values of a column, which a few extreme values do not move.</summary>
/// <param name="Median">The median.</param>
/// <param name="Spread">Half the distance between the quartiles, or between wider percentiles if the quartiles are equal.</param>
internal readonly record struct TypicalValues(double Median, double Spread)
{
    /// <summary>Half the distance between the quartiles of a normal distribution of variance 1.</summary>
    public const double SpreadOfNormal = 0.6744897501960817;

    // Evenly spaced values show the middle of a column; the result depends on the values alone.
    private const int MostSampled = 1 << 10;

    // Sums in double about a value this many spreads away still have half their digits.
    private const double Reach = 1 << 20;

    // A mean this many spreads from the median would leave float32 ten bits fewer for most values.
    private const double FarMean = 1 << 10;

    // Quartiles, then percentiles for columns whose middle half is one value.
    private static ReadOnlySpan<double> Shares => [0.25, 0.1, 0.02, 0];

    /// <summary>Measures a column of at least one value.</summary>
    public static TypicalValues Of(ReadOnlySpan<float> column)
    {
        var sorted = new float[Math.Min(column.Length, MostSampled)];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = column[(int)((long)i * column.Length / sorted.Length)];
        }

        OrderStatistics.Sort(sorted);
        var spread = 0d;
        for (var i = 0; spread == 0 && i < Shares.Length; i++)
        {
            spread = ((double)At(1 - Shares[i]) - At(Shares[i])) / 2;
        }

        return new(At(0.5), spread);

        float At(double share) => sorted[(int)(share * (sorted.Length - 1))];
    }

    /// <summary>Returns whether a mean is far from most values.</summary>
    public bool IsFar(double mean) => Spread > 0 && Math.Abs(mean - Median) > FarMean * Spread;

    /// <summary>Returns the candidate if it is near most values, else the median.</summary>
    public double Pivot(double candidate) => Spread == 0 || Math.Abs(candidate - Median) <= Reach * Spread ? candidate : Median;
}
