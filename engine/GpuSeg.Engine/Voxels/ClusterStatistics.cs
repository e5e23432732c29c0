namespace GpuSeg.Engine.Voxels;

/// <summary>Size, mean and standard deviation of every cluster, measured on the voxels that carry its label.</summary>
public sealed class ClusterStatistics
{
    private ClusterStatistics(SampleMoments[] moments, FeatureMatrix features)
    {
        Counts = new int[moments.Length / features.Dimensions];
        (Means, Deviations) = (new double[moments.Length], new double[moments.Length]);
        for (var i = 0; i < moments.Length; i++)
        {
            var (k, j) = Math.DivRem(i, features.Dimensions);
            Counts[k] = moments[i].Count;
            Means[i] = features.Origins[j] + (features.Pivot(j) + moments[i].Mean);
            Deviations[i] = Math.Sqrt(moments[i].Variance);
        }
    }

    private ClusterStatistics(int[] counts, double[] means, double[] deviations) =>
        (Counts, Means, Deviations) = (counts, means, deviations);

    /// <summary>Voxels of each cluster; shape (K).</summary>
    public int[] Counts { get; }

    /// <summary>K, the number of clusters.</summary>
    public int Clusters => Counts.Length;

    /// <summary>D, the number of features.</summary>
    public int Dimensions => Means.Length / Clusters;

    /// <summary>Clusters that hold voxels, in ascending order.</summary>
    public IEnumerable<int> Filled => Enumerable.Range(0, Clusters).Where(k => Counts[k] > 0);

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
        var blocks = new VoxelBlocks(features.Count);
        var chunks = new SampleMoments[blocks.Chunks][];
        using var pickers = new ThreadLocal<ClusterPicker>(() => ClusterPicker.Of(clusters));
        blocks.ForEachChunk((chunk, voxels) => chunks[chunk] = Measure(features, labels.Span, clusters, voxels, pickers.Value!));
        var total = new SampleMoments[clusters * features.Dimensions];
        foreach (var chunk in chunks)
        {
            Join(total, chunk);
        }

        return new(total, features);
    }

    /// <summary>Converts the clusters to the units that <paramref name="scaler"/> took the features from.</summary>
    public ClusterStatistics Unscaled(StandardScaler scaler)
    {
        ArgumentNullException.ThrowIfNull(scaler);
        return new(Counts, scaler.Unscale(Means), [.. Deviations.Select((sd, i) => sd * scaler.Scale[i % scaler.Scale.Count])]);
    }

    // Moments of every cluster and feature; shape (K, D).
    private static SampleMoments[] Measure(
        FeatureMatrix features, ReadOnlySpan<byte> labels, int clusters, Range voxels, ClusterPicker picker)
    {
        var total = new SampleMoments[clusters * features.Dimensions];
        foreach (var block in VoxelBlocks.In(voxels))
        {
            picker.Start(labels[block]);
            for (var i = 0; i < total.Length; i++)
            {
                var (k, j) = Math.DivRem(i, features.Dimensions);
                total[i] = total[i].With(SampleMoments.Of(picker.Pick(k, features.Column(j)[block]), features.Pivot(j)));
            }
        }

        return total;
    }

    private static void Join(SampleMoments[] total, SampleMoments[] part)
    {
        for (var i = 0; i < total.Length; i++)
        {
            total[i] = total[i].With(part[i]);
        }
    }
}
