using GpuSeg.Engine.Metrics;

namespace GpuSeg.Engine.Tests.Metrics;

public class KneeTests
{
    [Fact]
    public void Finds_the_point_farthest_below_the_chord()
    {
        // Below the chord 100, 75, 50, 25, 0 by 5, 30, 20, 5, 0.
        Assert.Equal(3, Knee.Of([2, 3, 4, 5, 6], [100, 45, 30, 20, 0]));
        Assert.Equal(3, Knee.Of([1, 2, 3, 9], [100, 60, 10, 0]));
    }

    [Fact]
    public void Measures_along_the_axis_of_K_instead_of_the_point_index()
    {
        // Halfway down at K = 4 of 2..10 is a knee; by numbers of points it would lie on the chord.
        Assert.Equal(4, Knee.Of([2, 4, 10], [10, 5, 0]));
    }

    // ecosystem-facts.md, section 2: the lesson's BIC never turns up.
    [Fact]
    public void Finds_the_knee_of_the_lesson() =>
        Assert.Equal(2, Knee.Of([1, 2, 3, 4, 5, 6], [12850450, 12205271, 12122579, 12057639, 12046688, 12039970]));

    [Fact]
    public void Ignores_scale_and_offset()
    {
        double[] values = [9, 4, 2, 1.5, 1.2];
        Assert.Equal(Knee.Of([2, 3, 4, 5, 6], values), Knee.Of([2, 3, 4, 5, 6], [.. values.Select(value => (1e6 * value) - 3e7)]));
    }

    [Theory]
    [InlineData(new double[] { 3, 1 }, "two points")]
    [InlineData(new double[] { 3, 2, 1 }, "a straight line")]
    [InlineData(new[] { 0.4, 0.3, 0.2, 0.1 }, "a straight line, by rounding")]
    [InlineData(new double[] { 9, 8, 6, 1 }, "bent upwards")]
    [InlineData(new double[] { 5, 5, 5 }, "flat")]
    [InlineData(new double[] { 1, 0, 2 }, "rising")]
    [InlineData(new[] { 3, double.NaN, 1 }, "two points and a failure")]
    public void Returns_null_when_there_is_no_knee(double[] values, string why) =>
        Assert.True(Knee.Of([.. Enumerable.Range(2, values.Length)], values) is null, why);

    [Fact]
    public void Skips_a_failed_fit() => Assert.Equal(4, Knee.Of([2, 3, 4, 5, 6], [100, double.NaN, 10, 5, 0]));

    [Fact]
    public void Rejects_invalid_curves()
    {
        Assert.Throws<ArgumentException>(() => Knee.Of([2, 3], [1]));
        Assert.Throws<ArgumentException>(() => Knee.Of([3, 2], [2, 1]));
    }
}
