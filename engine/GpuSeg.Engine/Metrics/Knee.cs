namespace GpuSeg.Engine.Metrics;

/// <summary>
/// The number of clusters from which on more of them gain little: the knee of a curve, such as BIC or inertia, that falls with K.
/// </summary>
/// <remarks>
/// The core of Satopaa et al. (2011), Finding a "kneedle" in a haystack; without its smoothing, as K is a handful of numbers.
/// </remarks>
public static class Knee
{
    // The points of a straight line are this far from their chord by rounding.
    private const double Straight = 1e-9;

    /// <summary>
    /// Finds the K whose point lies farthest below the chord from the first point to the last, both axes scaled to 0..1; the first on a
    /// tie. Null for fewer than three points, a curve that does not fall, or a curve that lies nowhere below its chord.
    /// </summary>
    /// <param name="clusters">K in ascending order.</param>
    /// <param name="values">The curve at each K; a point that is not finite, such as a fit that failed, is left out.</param>
    public static int? Of(IReadOnlyList<int> clusters, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentNullException.ThrowIfNull(values);
        if (clusters.Count != values.Count || clusters.Zip(clusters.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new ArgumentException(
                $"There are {values.Count} values for K = {string.Join(", ", clusters)}; K must ascend, with a value for each.");
        }

        (int K, double Value)[] points = [.. clusters.Zip(values).Where(point => double.IsFinite(point.Second))];
        if (points is not [var first, _, .., var last] || last.Value >= first.Value)
        {
            return null;
        }

        var (farthest, below) = points.Select(point => (point.K, Below(point))).MaxBy(point => point.Item2);
        return below > Straight ? farthest : null;

        // How much of the way down is done, less how much of the way along.
        double Below((int K, double Value) point) =>
            ((first.Value - point.Value) / (first.Value - last.Value)) - ((double)(point.K - first.K) / (last.K - first.K));
    }
}
