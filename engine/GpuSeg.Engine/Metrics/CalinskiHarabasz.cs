using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Metrics;

/// <summary>Distance between clusters relative to their width, Calinski and Harabasz (1974): the larger, the better.</summary>
/// <remarks>
/// Definition and special cases are those of scikit-learn's calinski_harabasz_score, but that NaN stands where it raises.
/// </remarks>
public static class CalinskiHarabasz
{
    /// <summary>
    /// Computes (B / (K - 1)) / (W / (N - K)) with B = sum_k n_k |m_k - m|^2 and W the sum of squared distances of the voxels to their
    /// cluster's mean; 1 if W is 0. K counts the clusters that hold voxels; NaN if only one does, or if each voxel is a cluster.
    /// </summary>
    /// <param name="statistics">The clusters of the features that were clustered.</param>
    public static double Of(ClusterStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        int[] filled = [.. statistics.Filled];
        var count = statistics.Counts.Sum(n => (long)n);
        if (filled.Length < 2 || filled.Length >= count)
        {
            return double.NaN;
        }

        var within = filled.Sum(k => Sum(statistics, j => Square(statistics.Deviations[At(k, j)]) * statistics.Counts[k]));
        var between = Sum(statistics, j => Between(j));
        return within == 0 ? 1 : between / (filled.Length - 1) / (within / (count - filled.Length));

        int At(int k, int j) => (k * statistics.Dimensions) + j;

        double Between(int j)
        {
            var mean = filled.Sum(k => statistics.Counts[k] * statistics.Means[At(k, j)]) / count;
            return filled.Sum(k => statistics.Counts[k] * Square(statistics.Means[At(k, j)] - mean));
        }
    }

    private static double Sum(ClusterStatistics statistics, Func<int, double> term) => Enumerable.Range(0, statistics.Dimensions).Sum(term);

    private static double Square(double x) => x * x;
}
