namespace GpuSeg.Engine.Voxels;

/// <summary>
/// Limits every feature to a range, so that a few extreme voxels do not own clusters: a value below <see cref="Low"/> becomes Low, a value
/// above <see cref="High"/> becomes High.
/// </summary>
/// <remarks>Source: Dixon WJ. Simplified estimation from censored normal samples. Ann Math Stat 31:385-391, 1960.</remarks>
public sealed class Winsorizer
{
    private Winsorizer(double percent, double[] low, double[] high) => (Percent, Low, High) = (percent, low, high);

    /// <summary>P: the limits are the P-th and the (100 - P)-th percentile; above 0 and below 50.</summary>
    public double Percent { get; }

    /// <summary>Smallest value of every feature; shape (D).</summary>
    public IReadOnlyList<double> Low { get; }

    /// <summary>Largest value of every feature; shape (D).</summary>
    public IReadOnlyList<double> High { get; }

    /// <summary>Returns whether a percentage can be used.</summary>
    public static bool IsValid(double percent) => percent is > 0 and < 50;

    /// <summary>Creates limits that are known.</summary>
    /// <exception cref="ArgumentException">The percentage is out of range, or limits are not equally many, finite and ordered.</exception>
    public static Winsorizer Of(double percent, IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        Require(percent);
        Arguments.Require(low.Count == high.Count, "low", $"of length {low.Count}", $"as long as high, {high.Count}");
        Arguments.Require(
            low.Zip(high).All(range => double.IsFinite(range.First) && double.IsFinite(range.Second) && range.First <= range.Second),
            "low",
            string.Join(", ", low),
            "finite and not above high");
        return new(percent, [.. low], [.. high]);
    }

    /// <summary>Measures the percentiles of every feature, interpolated linearly as by numpy.percentile.</summary>
    /// <exception cref="ArgumentException"><paramref name="percent"/> is not above 0 and below 50.</exception>
    public static Winsorizer Fit(FeatureMatrix features, double percent)
    {
        ArgumentNullException.ThrowIfNull(features);
        Require(percent);
        var limits = new double[features.Dimensions][];
        HostThreads.For(limits.Length, j => limits[j] = OrderStatistics.Percentiles(features.Column(j), percent, 100 - percent));
        return new(
            percent,
            [.. limits.Select((range, j) => features.Origins[j] + range[0])],
            [.. limits.Select((range, j) => features.Origins[j] + range[1])]);
    }

    /// <summary>Limits the features in the memory of <paramref name="features"/>, which must not be used any more.</summary>
    public FeatureMatrix TransformInPlace(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Arguments.Require(Low.Count == features.Dimensions, "features", $"of {features.Dimensions} dimensions", $"of {Low.Count}");
        return features.Rewritten(Limit, features.Origins);

        void Limit(int j, Memory<float> column)
        {
            var (low, high) = ((float)(Low[j] - features.Origins[j]), (float)(High[j] - features.Origins[j]));
            new VoxelBlocks(column.Length).ForEachChunk((_, voxels) =>
            {
                foreach (ref var value in column.Span[voxels])
                {
                    value = Math.Clamp(value, low, high);
                }
            });
        }
    }

    private static void Require(double percent) => Arguments.Require(IsValid(percent), "percent", percent, "above 0 and below 50");
}
