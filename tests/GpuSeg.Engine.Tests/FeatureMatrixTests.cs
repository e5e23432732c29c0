using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

/// <summary>Statistics of voxels on the host, compared with plain loops in decimal.</summary>
public class FeatureMatrixTests
{
    // Shorter than a vector, than a block, one block, several blocks, several blocks and a rest; more chunks than blocks.
    public static TheoryData<int> Counts => [1, 2, 15, 16, 17, 4095, 4096, 4097, 20_011, 1_100_003];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Keeps_digits_of_mean_and_variance_far_from_zero(int count)
    {
        var features = Far(count);
        for (var j = 0; j < features.Dimensions; j++)
        {
            var (mean, variance) = Exact(features.Column(j).ToArray());
            Assert.Equal(mean, features.Mean[j], 1e-15 * Math.Abs(mean));
            Assert.Equal(variance, features.Variance[j], 1e-12 * variance);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4100)]
    [InlineData(20_010)]
    public void Rejects_values_that_are_not_finite_at_any_position(int index)
    {
        foreach (var value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            var column = new float[20_011];
            column[index] = value;
            Assert.Contains("finite", Assert.Throws<ArgumentException>(() => RandomData.Matrix(new float[20_011], column))
                .Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rejects_infinities_of_both_signs_together()
    {
        var column = new float[100];
        (column[3], column[77]) = (float.PositiveInfinity, float.NegativeInfinity);
        Assert.Throws<ArgumentException>(() => RandomData.Matrix(column));
    }

    [Fact]
    public void Computes_the_mean_of_the_largest_floats()
    {
        var column = new float[9000];
        Array.Fill(column, float.MaxValue);
        var features = RandomData.Matrix(column);
        Assert.Equal(float.MaxValue, features.Mean[0]);
        Assert.Equal(0, features.Variance[0]);
        Assert.True(StandardScaler.IsConstant(features, 0));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Rounds_once_in_frame_and_scaler(int count)
    {
        var features = Far(count);
        var (frame, scaler) = (VoxelFrame.Of(features), StandardScaler.Fit(features));
        var scaled = scaler.Transform(features);
        var framed = new float[count];
        for (var j = 0; j < features.Dimensions; j++)
        {
            var column = features.Column(j).ToArray();
            frame.Transform(features, j, framed);
            Assert.Equal(Array.ConvertAll(column, x => (float)((x - frame.Origin[j]) / frame.Unit)), framed);
            Assert.Equal(Array.ConvertAll(column, x => (float)((x - scaler.Mean[j]) / scaler.Scale[j])), scaled.Column(j).ToArray());
        }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(4097, 2)]
    [InlineData(20_011, 4)]
    [InlineData(20_011, 8)]
    [InlineData(20_011, 9)]
    [InlineData(20_011, 40)]
    [InlineData(20_011, 255)]
    [InlineData(1_100_003, 3)]
    public void Measures_clusters_as_their_voxels(int count, int clusters)
    {
        var features = Far(count);
        var random = new Random(7);
        // Long runs of one label and single voxels; the last cluster is empty.
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i > 0 && random.Next(10) > 0 ? labels[i - 1] : (byte)random.Next(clusters - 1);
        }

        var statistics = ClusterStatistics.Of(features, labels, clusters);
        Assert.Equal(0, statistics.Counts[^1]);
        for (var k = 0; k < clusters; k++)
        {
            var size = labels.Count(label => label == k);
            Assert.Equal(size, statistics.Counts[k]);
            for (var j = 0; j < features.Dimensions; j++)
            {
                var (mean, deviation) =
                    (statistics.Means[(k * features.Dimensions) + j], statistics.Deviations[(k * features.Dimensions) + j]);
                if (size == 0)
                {
                    Assert.Equal((double.NaN, double.NaN), (mean, deviation));
                    continue;
                }

                var exact = Exact([.. features.Column(j).ToArray().Where((_, i) => labels[i] == k)]);
                Assert.Equal(exact.Mean, mean, 1e-15 * Math.Abs(exact.Mean));
                Assert.Equal(Math.Sqrt(exact.Variance), deviation, 1e-12 * Math.Sqrt(exact.Variance));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Measures_a_single_cluster_as_the_features(int count)
    {
        var features = Far(count);
        var statistics = ClusterStatistics.Of(features, new byte[count], 1);
        Assert.Equal([count], statistics.Counts);
        Assert.Equal(features.Mean, statistics.Means);
        Assert.Equal(features.Variance.Select(Math.Sqrt), statistics.Deviations);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Measures_clusters_independently_of_threads_and_empty_clusters(int count)
    {
        var features = Far(count);
        var random = new Random(count);
        var labels = Array.ConvertAll(new byte[count], _ => (byte)(2 * random.Next(2)));
        labels[^1] = 1;
        var one = Measured(clusters: 3, threads: 1);
        Assert.Equal(1, one.Counts[1]);
        Assert.Equal(features.Rows([count - 1]), one.Means[2..4]);
        foreach (var (clusters, threads) in ((int, int)[])[(3, 3), (40, 1), (40, 3)])
        {
            var other = Measured(clusters, threads);
            Assert.Equal(one.Counts, other.Counts[..3]);
            Assert.Equal(one.Means, other.Means[..6]);
            Assert.Equal(one.Deviations, other.Deviations[..6]);
        }

        ClusterStatistics Measured(int clusters, int threads)
        {
            HostThreads.MostThreads = threads;
            try
            {
                return ClusterStatistics.Of(features, labels, clusters);
            }
            finally
            {
                HostThreads.MostThreads = 0;
            }
        }
    }

    // Whole numbers about a million and fractions about minus a hundred: float32 holds them with the spread in their last digits.
    private static FeatureMatrix Far(int count)
    {
        var random = new Random(count);
        var columns = new float[2][];
        columns[0] = [.. Enumerable.Range(0, count).Select(_ => (float)(1_000_000 + random.Next(9)))];
        columns[1] = [.. Enumerable.Range(0, count).Select(_ => (float)(-100 + (random.NextDouble() / 16)))];
        return RandomData.Matrix(columns);
    }

    private static (double Mean, double Variance) Exact(float[] values)
    {
        var exact = Array.ConvertAll(values, Exact);
        var mean = exact.Sum() / exact.Length;
        return ((double)mean, (double)(exact.Sum(x => (x - mean) * (x - mean)) / exact.Length));
    }

    // The conversion from double keeps 15 digits only. Floats from 64 on are multiples of 2^-17.
    private static decimal Exact(float value) => (decimal)(long)Math.ScaleB((double)value, 17) / (1 << 17);
}
