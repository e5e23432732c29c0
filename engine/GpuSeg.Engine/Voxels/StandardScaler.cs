namespace GpuSeg.Engine.Voxels;

/// <summary>Standardises every feature to mean 0 and variance 1: z = (x - mean) / scale, as scikit-learn's StandardScaler.</summary>
public sealed class StandardScaler
{
    private StandardScaler(double[] mean, double[] scale) => (Mean, Scale) = (mean, scale);

    /// <summary>Mean of every feature; shape (D).</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Square root of the population variance, 1 for a constant feature; shape (D).</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>Creates a scaler whose mean and scale are known.</summary>
    /// <exception cref="ArgumentException">They differ in length, or a scale is not positive.</exception>
    public static StandardScaler Of(IReadOnlyList<double> mean, IReadOnlyList<double> scale)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(scale);
        Arguments.Require(mean.Count == scale.Count, "mean_", $"of length {mean.Count}", $"as long as scale_, {scale.Count}");
        Arguments.Require(mean.All(double.IsFinite), "mean_", string.Join(", ", mean), "finite");
        Arguments.Require(
            scale.All(value => value > 0 && double.IsFinite(value)), "scale_", string.Join(", ", scale), "finite and above 0");
        return new([.. mean], [.. scale]);
    }

    /// <summary>Measures mean and scale of <paramref name="features"/>.</summary>
    public static StandardScaler Fit(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return new([.. features.Mean], [.. Enumerable.Range(0, features.Dimensions).Select(j => ScaleOf(features, j))]);
    }

    /// <summary>
    /// Checks whether a feature is constant up to the rounding of its own variance: var &lt;= N eps var + (N mean eps)^2, the mean less the
    /// origin.
    /// </summary>
    /// <remarks>Source: scikit-learn, sklearn/preprocessing/_data.py, _is_constant_feature.</remarks>
    public static bool IsConstant(FeatureMatrix features, int feature)
    {
        ArgumentNullException.ThrowIfNull(features);
        const double epsilon = 2.220446049250313e-16;
        var (n, mean, variance) = (features.Count, features.Mean[feature] - features.Origins[feature], features.Variance[feature]);
        return variance <= (n * epsilon * variance) + Math.Pow(n * mean * epsilon, 2);
    }

    /// <summary>Computes the standardised features in double and rounds them to float32 once.</summary>
    /// <remarks>They have an origin of their own where extreme values pull the mean far from most values.</remarks>
    public FeatureMatrix Transform(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        float[][] scaled = [.. Enumerable.Range(0, features.Dimensions).Select(_ => new float[features.Count])];
        for (var j = 0; j < scaled.Length; j++)
        {
            Divide(features, j, scaled[j]);
        }

        return new FeatureMatrix(features.Names, scaled, features.Count, Origins(features)).WithZeros(Zeros(features));
    }

    /// <summary>
    /// Computes the standardised features in the memory of <paramref name="features"/>, which must not be used any more.
    /// </summary>
    public FeatureMatrix TransformInPlace(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return features.Rewritten((j, column) => Divide(features, j, column), Origins(features)).WithZeros(Zeros(features));
    }

    /// <summary>Points in the units before scaling, x = mean + z scale; flat, D coordinates per point.</summary>
    public double[] Unscale(IReadOnlyList<double> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return [.. points.Select((z, i) => Mean[i % Mean.Count] + (z * Scale[i % Scale.Count]))];
    }

    private double[] Zeros(FeatureMatrix features) => [.. features.Zeros.Select((zero, j) => (zero - Mean[j]) / Scale[j])];

    private static double ScaleOf(FeatureMatrix features, int j) => IsConstant(features, j) ? 1 : Math.Sqrt(features.Variance[j]);

    // The z of the scaled column's 0: 0 is the mean unless it is far from most values.
    private double[] Origins(FeatureMatrix features) =>
        [.. Enumerable.Range(0, features.Dimensions).Select(j => features.IsMeanFar(j) ? (features.Middle(j) - Mean[j]) / Scale[j] : 0)];

    private void Divide(FeatureMatrix features, int j, Memory<float> scaled)
    {
        var centre = (features.IsMeanFar(j) ? features.Middle(j) : Mean[j]) - features.Origins[j];
        new VoxelBlocks(scaled.Length).ForEachChunk((_, voxels) =>
            ColumnMath.Divide(features.Column(j)[voxels], centre, Scale[j], scaled.Span[voxels]));
    }
}
