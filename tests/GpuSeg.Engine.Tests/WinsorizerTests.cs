using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

public class WinsorizerTests
{
    [Fact]
    public void Limits_every_feature_to_its_percentiles()
    {
        // numpy.percentile([-50, 1, 2, 3, 100], [25, 75]) and of [0, 0, 4, 8, 9].
        var features = RandomData.Matrix([-50, 1, 2, 3, 100], [9, 0, 4, 8, 0]);
        var winsorizer = Winsorizer.Fit(features, 25);
        Assert.Equal(25, winsorizer.Percent);
        Assert.Equal([1d, 0], winsorizer.Low);
        Assert.Equal([3d, 8], winsorizer.High);
        var limited = winsorizer.TransformInPlace(features);
        Assert.Equal([1f, 1, 2, 3, 3], limited.Column(0).ToArray());
        Assert.Equal([8f, 0, 4, 8, 0], limited.Column(1).ToArray());
        // The statistics are those of the limited values.
        Assert.Equal([2d, 4], limited.Mean);
        Assert.Equal(0.8, limited.Variance[0], 1e-12);
        Assert.Equal(features.Names, limited.Names);
    }

    [Fact]
    public void Adds_origins_to_the_limits()
    {
        // float32 cannot hold 2e9 + 1: the columns hold the differences.
        var features = new FeatureMatrix(["t1"], [[0, 1, 2, 3, 1000]], 5, [2e9]);
        var winsorizer = Winsorizer.Fit(features, 25);
        Assert.Equal([2e9 + 1], winsorizer.Low);
        Assert.Equal([2e9 + 3], winsorizer.High);
        var limited = winsorizer.TransformInPlace(features);
        Assert.Equal([2e9], limited.Origins);
        Assert.Equal([1f, 1, 2, 3, 3], limited.Column(0).ToArray());
        // Limits hold for another image with another origin.
        var other = new FeatureMatrix(["t1"], [[-5, 0, 5]], 3, [2e9 + 2]);
        Assert.Equal([-1f, 0, 1], winsorizer.TransformInPlace(other).Column(0).ToArray());
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(49.9, true)]
    [InlineData(0, false)]
    [InlineData(50, false)]
    [InlineData(-1, false)]
    [InlineData(double.NaN, false)]
    public void Accepts_percentages_between_0_and_50(double percent, bool isValid)
    {
        Assert.Equal(isValid, Winsorizer.IsValid(percent));
        if (!isValid)
        {
            var sentence = "must be above 0 and below 50";
            Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => Winsorizer.Fit(RandomData.Matrix([1, 2]), percent)).Message);
            Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => Winsorizer.Of(percent, [1], [2])).Message);
        }
    }

    [Theory]
    [InlineData(new double[] { 1, 2 }, new double[] { 3 }, "as long as high, 1")]
    [InlineData(new double[] { 4 }, new double[] { 3 }, "finite and not above high")]
    [InlineData(new double[] { double.NaN }, new double[] { 3 }, "finite and not above high")]
    [InlineData(new double[] { 1 }, new double[] { double.PositiveInfinity }, "finite and not above high")]
    public void Refuses_limits_that_are_none(double[] low, double[] high, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => Winsorizer.Of(5, low, high)).Message);

    [Fact]
    public void Refuses_features_of_other_dimensions() =>
        Assert.Throws<ArgumentException>(() => Winsorizer.Of(5, [1, 2], [3, 4]).TransformInPlace(RandomData.Matrix([1, 2, 3])));
}
