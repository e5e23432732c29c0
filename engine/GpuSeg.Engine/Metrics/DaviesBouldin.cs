using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Metrics;

/// <summary>
/// Overlap of every cluster with the one nearest to it, Davies and Bouldin (1979): the smaller, the better; 0 is the best.
/// </summary>
/// <remarks>Definition is that of scikit-learn's davies_bouldin_score, but that NaN stands where it raises.</remarks>
public static class DaviesBouldin
{
    /// <summary>
    /// Computes the mean over the clusters k of max_l (s_k + s_l) / |m_k - m_l|, where s is the mean distance of a cluster's voxels to
    /// its mean; clusters of the same mean are passed over. Clusters without voxels are left out; NaN if only one holds voxels, or if
    /// each voxel is a cluster.
    /// </summary>
    /// <param name="features">The N voxels of D features that were clustered.</param>
    /// <param name="labels">Cluster of every voxel, 0..K-1; shape (N).</param>
    /// <param name="statistics">The clusters of these features and labels.</param>
    public static double Of(FeatureMatrix features, ReadOnlyMemory<byte> labels, ClusterStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(statistics);
        int[] filled = [.. statistics.Filled];
        if (filled.Length < 2 || filled.Length >= features.Count)
        {
            return double.NaN;
        }

        var spreads = Spreads(features, labels, statistics);
        return filled.Average(k => filled.Where(l => l != k).Max(l => Ratio(spreads[k] + spreads[l], Distance(statistics, k, l))));
    }

    private static double Ratio(double spread, double distance) => distance == 0 ? 0 : spread / distance;

    private static double Distance(ClusterStatistics statistics, int k, int l)
    {
        var d = statistics.Dimensions;
        return Math.Sqrt(Enumerable.Range(0, d).Sum(j => Math.Pow(statistics.Means[(k * d) + j] - statistics.Means[(l * d) + j], 2)));
    }

    // s_k; shape (K).
    private static double[] Spreads(FeatureMatrix features, ReadOnlyMemory<byte> labels, ClusterStatistics statistics)
    {
        var blocks = new VoxelBlocks(features.Count);
        var chunks = new double[blocks.Chunks][];
        blocks.ForEachChunk((chunk, voxels) => chunks[chunk] = DistanceSums(features, labels.Span, statistics, voxels));
        return [.. Enumerable.Range(0, statistics.Clusters).Select(k => chunks.Sum(sums => sums[k]) / statistics.Counts[k])];
    }

    private static double[] DistanceSums(FeatureMatrix features, ReadOnlySpan<byte> labels, ClusterStatistics statistics, Range voxels)
    {
        var (sums, squares, means) = (new double[statistics.Clusters], new double[VoxelBlocks.Length], new double[statistics.Clusters]);
        foreach (var block in VoxelBlocks.In(voxels))
        {
            var own = labels[block];
            Array.Clear(squares);
            for (var j = 0; j < features.Dimensions; j++)
            {
                for (var k = 0; k < means.Length; k++)
                {
                    means[k] = statistics.Means[(k * features.Dimensions) + j] - features.Origins[j];
                }

                AddSquares(features.Column(j)[block], own, means, squares);
            }

            for (var i = 0; i < own.Length; i++)
            {
                sums[own[i]] += Math.Sqrt(squares[i]);
            }
        }

        return sums;
    }

    private static void AddSquares(ReadOnlySpan<float> column, ReadOnlySpan<byte> labels, double[] means, double[] squares)
    {
        for (var i = 0; i < column.Length; i++)
        {
            var difference = column[i] - means[labels[i]];
            squares[i] += difference * difference;
        }
    }
}
