using GpuSeg.Engine.Metrics;

namespace GpuSeg.Engine.Tests.Metrics;

public class StabilityTests
{
    // 100 voxels: 60 of cluster 0, 30 of cluster 1, 10 of cluster 2.
    private static readonly byte[] Best =
        [.. Enumerable.Repeat((byte)0, 60), .. Enumerable.Repeat((byte)1, 30), .. Enumerable.Repeat((byte)2, 10)];

    [Fact]
    public void Matches_three_ends_by_hand()
    {
        // One voxel changed its cluster, in another order of the clusters; and the small cluster split off the first instead.
        byte[] near = [.. Best.Select((label, i) => (byte)(i == 0 ? 2 : (label + 1) % 3))];
        byte[] far = [.. Best.Select((label, i) => (byte)(label == 0 && i < 20 ? 2 : label == 2 ? 1 : label))];
        var stability = Stability.Of([new(Best, 3, 1), new(near, 2, 0.5), new(far, 4, 0.25)], 3);
        // Weights 3, 1 and 1 of 5.
        Assert.Equal(9, stability.Starts);
        Assert.Equal([9, 9, 5], stability.ClusterStarts);
        Assert.Equal([0.6f, 0.8f, 1f, 1f, 0.8f], ((int[])[0, 1, 20, 60, 90]).Select(i => stability.Agreement.Span[i]));
        double[] sums = [0.6 + (19 * 0.8) + 40, 30, 8];
        Assert.All(sums.Zip([60, 30, 10], stability.ClusterAgreement), cluster =>
            Assert.Equal(cluster.First / cluster.Second, cluster.Third, 1e-12));
        Assert.Equal(sums.Sum() / 100, stability.MeanAgreement, 1e-12);
        Assert.Equal([5, 4], stability.OptimumStarts);
        Assert.Equal([0, 0, 1], stability.OptimumOfEnd);
        // The voxels that were split off.
        Assert.Equal([[], [20L]], stability.OptimumOwnClusters);
    }

    [Fact]
    public void Gives_a_share_of_exactly_one_when_all_starts_agree()
    {
        var stability = Stability.Of(Enumerable.Range(1, 20).Select(e => new LabelledEnd(Best, e, 1d / e)), 3);
        Assert.All(stability.Agreement.ToArray(), share => Assert.Equal(1, share));
        Assert.Equal([210], stability.OptimumStarts);
    }

    [Fact]
    public void Averages_a_cluster_over_its_voxels()
    {
        var random = new Random(3);
        byte[][] ends = [.. Enumerable.Range(0, 6)
            .Select(_ => Enumerable.Range(0, 20_000).Select(i => (byte)(random.Next(4) == 0 ? random.Next(5) : i % 5)).ToArray())];
        var stability = Stability.Of(ends.Select((labels, e) => new LabelledEnd(labels, 1 + e, 1 / (1d + e))), 5);
        var agreement = stability.Agreement.ToArray();
        Assert.Equal(agreement.Average(), stability.MeanAgreement, 1e-6);
        for (var k = 0; k < 5; k++)
        {
            Assert.Equal(agreement.Where((_, i) => ends[0][i] == k).Average(share => (double)share), stability.ClusterAgreement[k], 1e-6);
        }
    }

    [Fact]
    public void Groups_ends_that_agree_in_98_percent_of_the_voxels()
    {
        byte[] Changed(int voxels) => [.. Best.Select((label, i) => i < voxels ? (byte)1 : label)];
        Assert.Equal([0, 0, 1], Stability.Of([new(Best, 1, 1), new(Changed(2), 1, 1), new(Changed(3), 1, 1)], 3).OptimumOfEnd);
        // The fourth is like the third, and not like the best.
        Assert.Equal([0, 1, 1], Stability.Of([new(Best, 1, 1), new(Changed(10), 1, 1), new(Changed(11), 1, 1)], 3).OptimumOfEnd);
    }

    [Fact]
    public void Counts_an_end_without_weight_but_ignores_it_in_shares()
    {
        byte[] other = [.. Best.Select((_, i) => (byte)(i % 3))];
        var stability = Stability.Of([new(Best, 1, 1), new(other, 5, 0)], 3);
        Assert.All(stability.Agreement.ToArray(), share => Assert.Equal(1, share));
        Assert.Equal([1, 5], stability.OptimumStarts);
    }

    [Fact]
    public void Gives_an_empty_cluster_no_agreement()
    {
        var stability = Stability.Of([new(Best, 2, 1), new(Best, 1, 1)], 4);
        Assert.True(double.IsNaN(stability.ClusterAgreement[3]));
        Assert.Equal([3, 3, 3, 0], stability.ClusterStarts);
    }

    [Theory]
    [InlineData(-20, -20, -30, 1)]
    [InlineData(-25, -20, -30, 0.5)]
    [InlineData(-31, -20, -30, 0)]
    [InlineData(80, 20, 100, 0.25)] // inertia falls
    [InlineData(20, 20, 20, 1)]
    [InlineData(30, 30, 20, 1)] // a KMeans that stopped above a single cluster
    public void Weights_an_end_by_its_share_of_the_gain(double objective, double best, double one, double weight) =>
        Assert.Equal(weight, Stability.Weight(objective, best, one));

    [Fact]
    public void Rejects_invalid_ends()
    {
        Assert.Contains("no end", Assert.Throws<ArgumentException>(() => Stability.Of([], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Stability.Of([new(Best, 1, 1), new(Best.AsMemory(1), 1, 1)], 3));
        Assert.Throws<ArgumentException>(() => Stability.Of([new(Best, 1, 1)], 2));
    }
}
