namespace GpuSeg.Engine;

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
            Means[i] = Origin(features, j) + moments[i].Mean;
            Deviations[i] = Math.Sqrt(moments[i].Variance);
        }
    }

    private ClusterStatistics(int[] counts, double[] means, double[] deviations) => (Counts, Means, Deviations) = (counts, means, deviations);

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
        blocks.ForEachChunk((chunk, voxels) => chunks[chunk] = Measure(features, labels.Span, clusters, voxels));
        var total = new SampleMoments[clusters * features.Dimensions];
        foreach (var chunk in chunks)
        {
            Join(total, chunk);
        }

        return new(total, features);
    }

    /// <summary>The same clusters in the units that <paramref name="scaler"/> took the features from.</summary>
    public ClusterStatistics Unscaled(StandardScaler scaler)
    {
        ArgumentNullException.ThrowIfNull(scaler);
        return new(Counts, scaler.Unscale(Means), [.. Deviations.Select((sd, i) => sd * scaler.Scale[i % scaler.Scale.Count])]);
    }

    // Moments of every cluster and feature; shape (K, D).
    private static SampleMoments[] Measure(FeatureMatrix features, ReadOnlySpan<byte> labels, int clusters, Range voxels)
    {
        var (total, block) = (new SampleMoments[clusters * features.Dimensions], new SampleMoments[clusters * features.Dimensions]);
        var scratch = new Scratch(clusters);
        foreach (var range in VoxelBlocks.In(voxels))
        {
            scratch.Count(labels[range]);
            for (var j = 0; j < features.Dimensions; j++)
            {
                scratch.Measure(features.Column(j)[range], labels[range], Origin(features, j));
                for (var k = 0; k < clusters; k++)
                {
                    block[(k * features.Dimensions) + j] = scratch[k];
                }
            }

            Join(total, block);
        }

        return total;
    }

    // Any of the values is near those of all clusters, as far as rounding goes.
    private static double Origin(FeatureMatrix features, int j) => features.Column(j)[0];

    private static void Join(SampleMoments[] total, SampleMoments[] part)
    {
        for (var i = 0; i < total.Length; i++)
        {
            total[i] = total[i].With(part[i]);
        }
    }

    // The sums of one block. Neighbours mostly carry the same label: in one sum each addition would wait for the one before, so there are four.
    private sealed class Scratch(int clusters)
    {
        private const int Lanes = 4;

        private readonly int[] _counts = new int[clusters];
        private readonly double[] _means = new double[clusters];
        private readonly double[] _sums = new double[Lanes * clusters];
        private readonly double[] _squares = new double[Lanes * clusters];

        public SampleMoments this[int cluster] => new(_counts[cluster], Total(_sums, cluster), Total(_squares, cluster));

        public void Count(ReadOnlySpan<byte> labels)
        {
            var counts = _counts;
            Array.Clear(counts);
            foreach (var label in labels)
            {
                counts[label]++;
            }
        }

        public void Measure(ReadOnlySpan<float> column, ReadOnlySpan<byte> labels, double origin)
        {
            var (sums, means, squares) = (_sums, _means, _squares);
            Array.Clear(sums);
            Array.Clear(squares);
            for (var i = 0; i < column.Length; i++)
            {
                sums[(Lanes * labels[i]) + (i % Lanes)] += column[i] - origin;
            }

            for (var k = 0; k < means.Length; k++)
            {
                means[k] = origin + (Total(sums, k) / _counts[k]);
            }

            for (var i = 0; i < column.Length; i++)
            {
                var difference = column[i] - means[labels[i]];
                squares[(Lanes * labels[i]) + (i % Lanes)] += difference * difference;
            }
        }

        private static double Total(double[] lanes, int cluster)
        {
            var own = lanes.AsSpan(Lanes * cluster, Lanes);
            return own[0] + own[1] + own[2] + own[3];
        }
    }
}
