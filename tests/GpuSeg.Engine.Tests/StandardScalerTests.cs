using GpuSeg.Engine.Tests.Golden;

namespace GpuSeg.Engine.Tests;

public class StandardScalerTests
{
    public static IEnumerable<TheoryDataRow<string>> Sets => GoldenFiles.Names("synthetic").Select(set => new TheoryDataRow<string>(set));

    [Fact]
    public void Four_values_by_hand()
    {
        var features = RandomData.Matrix([1, 3, 5, 7], [2, 2, 2, 2]);
        var scaler = StandardScaler.Fit(features);
        Assert.Equal([4d, 2], scaler.Mean);
        Assert.Equal([Math.Sqrt(5), 1], scaler.Scale);
        Assert.Equal([(float)(-3 / Math.Sqrt(5)), 0], scaler.Transform(features).Rows([0]).Select(x => (float)x));
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
        Assert.All(golden.Numbers("mean").Zip(scaler.Mean), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * (1 + Math.Abs(pair.First))));
        Assert.All(golden.Numbers("scale").Zip(scaler.Scale), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * pair.First));
        // The product is float32, and a mean of 1e4 and sd 1 leaves scikit-learn itself 1e-12.
        Assert.All(rows.Numbers("values").Zip(transformed), pair => Assert.Equal(pair.First, pair.Second, 1e-7 * (1 + Math.Abs(pair.First))));
    }
}
