namespace GpuSeg.Engine;

/// <summary>Size, mean and standard deviation of every cluster, measured on the voxels that carry its label.</summary>
public sealed class ClusterStatistics
{
    private ClusterStatistics(int clusters, int dimensions)
    {
        Counts = new int[clusters];
        (Means, Deviations) = (new double[clusters * dimensions], new double[clusters * dimensions]);
    }

    /// <summary>Voxels of each cluster; shape (K).</summary>
    public int[] Counts { get; }

    /// <summary>Mean of each feature in each cluster, NaN for an empty one; shape (K, D).</summary>
    public double[] Means { get; }

    /// <summary>Standard deviation, sqrt(sum (x - mean)^2 / n), NaN for an empty cluster; shape (K, D).</summary>
    public double[] Deviations { get; }

    /// <summary>Measures the clusters of <paramref name="features"/>.</summary>
    /// <param name="features">N voxels of D features.</param>
    /// <param name="labels">Cluster of every voxel, 0..K-1; shape (N).</param>
    /// <param name="clusters">K.</param>
    public static ClusterStatistics Of(FeatureMatrix features, ReadOnlyMemory<byte> labels, int clusters)
    {
        ArgumentNullException.ThrowIfNull(features);
        var statistics = new ClusterStatistics(clusters, features.Dimensions);
        foreach (var label in labels.Span)
        {
            statistics.Counts[label]++;
        }

        Parallel.For(0, features.Dimensions, j =>
        {
            var (mean, deviation) = Measure(features.Column(j), labels.Span, statistics.Counts);
            for (var k = 0; k < clusters; k++)
            {
                (statistics.Means[(k * features.Dimensions) + j], statistics.Deviations[(k * features.Dimensions) + j]) = (mean[k], deviation[k]);
            }
        });
        return statistics;
    }

    private static (double[] Mean, double[] Deviation) Measure(ReadOnlySpan<float> column, ReadOnlySpan<byte> labels, int[] counts)
    {
        var (mean, squares) = (new double[counts.Length], new double[counts.Length]);
        for (var i = 0; i < column.Length; i++)
        {
            mean[labels[i]] += column[i];
        }

        Divide(mean, counts);
        for (var i = 0; i < column.Length; i++)
        {
            var difference = column[i] - mean[labels[i]];
            squares[labels[i]] += difference * difference;
        }

        Divide(squares, counts);
        return (mean, Array.ConvertAll(squares, Math.Sqrt));
    }

    private static void Divide(double[] sums, int[] counts)
    {
        for (var k = 0; k < sums.Length; k++)
        {
            sums[k] /= counts[k];
        }
    }
}
