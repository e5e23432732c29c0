using GpuSeg.Studies.Lesions;

namespace GpuSeg.Studies.Tests.Lesions;

public sealed class RobustScaleTests
{
    [Fact]
    public void Subtracts_the_median_and_divides_by_the_deviation()
    {
        // The median is 3, the distances are 2, 1, 0, 1, 7 with median 1; numpy's 99.9 % percentile is 9.976, its 0.1 % one 1.004.
        float[] values = [1, 2, 3, 4, 10];
        RobustScale.Apply(values);
        double[] expected = [-1.996, -1, 0, 1, 6.976];
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First / 1.4826, pair.Second, 1e-5));
    }

    [Fact]
    public void Keeps_its_scale_when_a_lesion_appears()
    {
        var random = new Random(5);
        float[] healthy = [.. Enumerable.Range(0, 100_001).Select(_ => 100 + (20 * (random.NextSingle() + random.NextSingle() - 1)))];
        float[] ill = [.. healthy.Select((value, i) => i % 50 == 0 ? 1000 : value)];
        RobustScale.Apply(healthy);
        RobustScale.Apply(ill);
        var most = healthy.Zip(ill).Where((_, i) => i % 50 != 0).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.InRange(most, 0, 0.1);
    }

    [Fact]
    public void Returns_0_when_most_values_are_equal()
    {
        float[] values = [5, 5, 5, 1, 9];
        RobustScale.Apply(values);
        Assert.All(values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Limits_values_to_the_percentiles_of_a_sample()
    {
        // More values than are sampled: one value of a million does not stretch the scale.
        float[] values = [.. Enumerable.Range(0, 1_000_000).Select(i => (float)(i % 1000))];
        values[17] = 1e30f;
        RobustScale.Apply(values);
        Assert.InRange(values.Max(), 1.3, 1.4);
        Assert.InRange(values.Min(), -1.4, -1.3);
    }

    [Theory]
    [InlineData(new float[0], 0)]
    [InlineData(new float[] { 4 }, 4)]
    [InlineData(new float[] { 9, 1 }, 5)]
    [InlineData(new float[] { 9, -1, 2 }, 2)]
    public void Computes_the_median(float[] values, double expected) => Assert.Equal(expected, RobustScale.Median(values));
}
