using GpuSeg.Engine.Tests.Golden;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

public class StandardScalerTests
{
    public static IEnumerable<TheoryDataRow<string>> Sets => GoldenFiles.Names("synthetic").Select(set => new TheoryDataRow<string>(set));

    [Fact]
    public void Matches_four_values_by_hand()
    {
        var features = RandomData.Matrix([1, 3, 5, 7], [2, 2, 2, 2]);
        var scaler = StandardScaler.Fit(features);
        Assert.Equal([4d, 2], scaler.Mean);
        Assert.Equal([Math.Sqrt(5), 1], scaler.Scale);
        Assert.Equal([(float)(-3 / Math.Sqrt(5)), 0], scaler.Transform(features).Rows([0]).Select(x => (float)x));
    }

    [Fact]
    public void Returns_statistics_of_scaled_clusters_in_original_units()
    {
        var features = RandomData.Matrix([1, 3, 5, 9], [2, 2, 8, 4]);
        var scaler = StandardScaler.Fit(features);
        byte[] labels = [0, 0, 1, 1];
        var expected = ClusterStatistics.Of(features, labels, 2);
        var found = ClusterStatistics.Of(scaler.Transform(features), labels, 2).Unscaled(scaler);
        Assert.Equal(expected.Counts, found.Counts);
        // The scaled values are float32.
        Assert.All(expected.Means.Zip(found.Means), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.All(expected.Deviations.Zip(found.Deviations), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sets))]
    public void Scales_as_scikit_learn(string set)
    {
        var golden = GoldenFiles.Read("synthetic", set).GetProperty("standard_scaler");
        var features = SyntheticTests.Features(set);
        var scaler = StandardScaler.Fit(features);
        var rows = golden.GetProperty("transformed_rows");
        var transformed = scaler.Transform(features).Rows([.. rows.Numbers("index").Select(i => (int)i)]);
        Assert.All(golden.Numbers("mean").Zip(scaler.Mean), pair =>
            Assert.Equal(pair.First, pair.Second, 1e-12 * (1 + Math.Abs(pair.First))));
        Assert.All(golden.Numbers("scale").Zip(scaler.Scale), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * pair.First));
        // The product is float32, and a mean of 1e4 and sd 1 leaves scikit-learn itself 1e-12.
        Assert.All(rows.Numbers("values").Zip(transformed), pair =>
            Assert.Equal(pair.First, pair.Second, 1e-7 * (1 + Math.Abs(pair.First))));
    }
}
