namespace GpuSeg.Engine.Voxels;

/// <summary>
/// The coordinates in which backends see voxels: z = (x - Origin) / Unit, close to the middle of the data and of size about 1.
/// </summary>
/// <remarks>
/// float32 keeps 24 bits: a mean much larger than the spread would eat them, so voxels are centred before they are rounded.
/// Origin is a multiple of a power of two and Unit is a power of two, so that images of whole numbers stay exact.
/// One Unit serves all features, because KMeans measures distances across them.
/// Origin is near the mean, or near the median if extreme values pull the mean far from most values: float32 keeps the digits of values
/// near 0, whatever the unit.
/// </remarks>
public sealed class VoxelFrame
{
    // Squares of z below 2^-126 are lost in float32; most values keep 14 bits above it.
    private const double SmallestSpread = 1.0 / (1L << 56);

    private readonly double[] _origin;

    private VoxelFrame(double[] origin, double unit) => (_origin, Unit) = (origin, unit);

    /// <summary>The user's coordinates of z = 0; shape (D).</summary>
    public ReadOnlySpan<double> Origin => _origin;

    /// <summary>The user's length of z = 1, a power of two.</summary>
    public double Unit { get; }

    /// <summary>log |dx/dz| = D log Unit: log-density of x = log-density of z minus this.</summary>
    public double LogVolume => _origin.Length * Math.Log(Unit);

    /// <summary>Finds the frame that fits <paramref name="features"/>.</summary>
    public static VoxelFrame Of(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var (origin, largest) = (new double[features.Dimensions], 0d);
        for (var j = 0; j < origin.Length; j++)
        {
            var deviation = Math.Sqrt(features.Variance[j]);
            origin[j] = OriginOf(features, j, deviation);
            largest = Math.Max(largest, deviation);
        }

        return new(origin, PowerOfTwoBelow(largest));
    }

    /// <summary>
    /// Finds the features most of whose values lie so close together, measured in <see cref="Unit"/>, that float32 cannot tell them apart.
    /// </summary>
    public IReadOnlyList<int> Unresolved(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return
        [
            .. Enumerable.Range(0, features.Dimensions)
                .Where(j => features.Spread(j) is > 0 and var spread && IsLost(spread, Unit)),
        ];
    }

    /// <summary>Returns whether float32 cannot tell apart values of a spread in a unit.</summary>
    internal static bool IsLost(double spread, double unit) => spread < SmallestSpread * unit;

    /// <summary>Computes column <paramref name="feature"/> in this frame in double and rounds it to float32 once.</summary>
    public void Transform(FeatureMatrix features, int feature, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(features);
        ColumnMath.Multiply(features.Column(feature), OriginIn(features, feature), 1 / Unit, destination);
    }

    /// <summary>Returns the number that maps to z = 0 in <see cref="FeatureMatrix.Column"/> <paramref name="feature"/>.</summary>
    public double OriginIn(FeatureMatrix features, int feature)
    {
        ArgumentNullException.ThrowIfNull(features);
        return _origin[feature] - features.Origins[feature];
    }

    /// <summary>Points from the user's coordinates into the frame; both flat, D coordinates per point.</summary>
    public double[] FromUser(ReadOnlySpan<double> points) => Map(points, (x, j) => (x - _origin[j]) / Unit);

    /// <summary>Points from the frame into the user's coordinates; both flat, D coordinates per point.</summary>
    public double[] ToUser(ReadOnlySpan<double> points) => Map(points, (z, j) => _origin[j] + (z * Unit));

    private double[] Map(ReadOnlySpan<double> points, Func<double, int, double> coordinate)
    {
        var mapped = new double[points.Length];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = coordinate(points[i], i % _origin.Length);
        }

        return mapped;
    }

    private static double OriginOf(FeatureMatrix features, int j, double deviation) =>
        RoundTo(features.Middle(j), PowerOfTwoBelow(features.IsMeanFar(j) ? features.Spread(j) : deviation));

    // A feature without spread gives 1: its origin may be anything near its value.
    private static double PowerOfTwoBelow(double x) => x > 0 && double.IsFinite(x) ? Math.ScaleB(1, Math.ILogB(x)) : 1;

    private static double RoundTo(double x, double step)
    {
        var rounded = Math.Round(x / step) * step;
        return double.IsFinite(rounded) ? rounded : x;
    }
}
