using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Tests.Segmentation;

public sealed class ClusterWarningsTests
{
    private const int Count = 20_000;

    [Theory]
    [InlineData(5)]
    [InlineData(200)]
    public void Stays_silent_on_clean_clusters_and_a_small_lesion(int perThousand)
    {
        // 0.5 % of the voxels as bright as lesions are, or 20 %.
        var (values, labels) = Tissues();
        Set(values, labels, Count * perThousand / 1000, 2, i => 160 + (i % 11));
        Assert.Empty(Of(values, labels, 3));
    }

    [Fact]
    public void Names_empty_clusters()
    {
        var (values, labels) = Tissues();
        Assert.Equal(["c3 is empty; use fewer clusters."], Of(values, labels, 3));
        Assert.Equal(["c3 and c4 are empty; use fewer clusters."], Of(values, labels, 4));
    }

    [Theory]
    [InlineData(1e6f)]
    [InlineData(-1e6f)]
    public void Names_clusters_of_extreme_voxels(float extreme)
    {
        var (values, labels) = Tissues();
        Set(values, labels, 100, 2, i => extreme + i);
        var warning = Assert.Single(Of(values, labels, 3));
        Assert.StartsWith("c3 holds only extreme voxels of t1 (100 voxels, 0.50 %), far outside the range of the others; ", warning,
            StringComparison.Ordinal);
        Assert.EndsWith("winsorize the images or leave these voxels out with a mask file.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_nearly_empty_clusters()
    {
        var (values, labels) = Tissues();
        Set(values, labels, 19, 2, i => 150 + i);
        Assert.Equal(["c3 (19 voxels) is nearly empty; fewer clusters may describe these images as well."], Of(values, labels, 3));
        Set(values, labels, 20, 2, i => 150 + i);
        Assert.Empty(Of(values, labels, 3));
    }

    [Fact]
    public void Names_clusters_on_one_grey_level()
    {
        var (values, labels) = Tissues();
        Set(values, labels, 1000, 2, _ => 150);
        var warning = Assert.Single(Of(values, labels, 3));
        Assert.StartsWith("c3 sits on one grey level of t1, 150, where likelihood, BIC and AIC mean nothing; ", warning,
            StringComparison.Ordinal);
        Assert.True(HasOneLevel(values, labels, 3));
        values[0] = 150.001f;
        Assert.Empty(Of(values, labels, 3));
        Assert.False(HasOneLevel(values, labels, 3));
    }

    [Fact]
    public void Names_one_grey_level_of_values_with_an_origin()
    {
        var (values, labels) = Tissues();
        Set(values, labels, 1000, 2, _ => 150);
        var features = new FeatureMatrix(["t1"], [values], Count, [2e9]);
        Assert.Contains(
            "c3 sits on one grey level of t1",
            Assert.Single(ClusterWarnings.Of(features, labels, ClusterStatistics.Of(features, labels, 3), [0], label => $"c{label}")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Ignores_images_that_are_not_clustered()
    {
        var (values, labels) = Tissues();
        Set(values, labels, 1000, 2, i => 150 + (i % 7));
        var flat = labels.Select(label => label == 2 ? 5f : values[label]).ToArray();
        var features = new FeatureMatrix(["t1", "atlas"], [values, flat]);
        var statistics = ClusterStatistics.Of(features, labels, 3);
        Assert.Empty(ClusterWarnings.Of(features, labels, statistics, [0], label => $"c{label}"));
        Assert.False(ClusterWarnings.HasOneLevel(features, labels, statistics, [0]));
        Assert.True(ClusterWarnings.HasOneLevel(features, labels, statistics, [0, 1]));
    }

    // Two tissues of equal size with means of 50 and 100.
    private static (float[] Values, byte[] Labels) Tissues()
    {
        float[] values = [.. Enumerable.Range(0, Count).Select(i => (i % 2 == 0 ? 40 : 90) + (i * 7919 % 2003 / 100f))];
        return (values, [.. Enumerable.Range(0, Count).Select(i => (byte)(i % 2))]);
    }

    private static void Set(float[] values, byte[] labels, int count, byte label, Func<int, float> value)
    {
        for (var i = 0; i < count; i++)
        {
            (values[i], labels[i]) = (value(i), label);
        }
    }

    private static string[] Of(float[] values, byte[] labels, int clusters)
    {
        var features = new FeatureMatrix(["t1"], [values]);
        return [.. ClusterWarnings.Of(features, labels, ClusterStatistics.Of(features, labels, clusters), [0], label => $"c{label}")];
    }

    private static bool HasOneLevel(float[] values, byte[] labels, int clusters)
    {
        var features = new FeatureMatrix(["t1"], [values]);
        return ClusterWarnings.HasOneLevel(features, labels, ClusterStatistics.Of(features, labels, clusters), [0]);
    }
}
