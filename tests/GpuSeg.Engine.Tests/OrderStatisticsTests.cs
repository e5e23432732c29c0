using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

public class OrderStatisticsTests
{
    [Fact]
    public void Computes_percentiles_by_the_linear_rule_of_numpy()
    {
        // numpy.percentile([3, -1, 10, 2.5, 0], [0, 10, 50, 62.5, 99, 100])
        Assert.Equal([-1, -0.6, 2.5, 2.75, 9.72, 10], OrderStatistics.Percentiles([3, -1, 10, 2.5f, 0], 0, 10, 50, 62.5, 99, 100), Near);
        Assert.Equal([7, 7], OrderStatistics.Percentiles([7], 0, 99.5));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    [InlineData(100_001)]
    public void Agrees_with_a_sorted_column(int count)
    {
        var random = new Random(count);
        float[] column = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? random.Next(-3, 3) : 1e4f * (random.NextSingle() - 0.5f))];
        double[] percents = [0, 0.1, 25, 33.3, 50, 99.9, 100];
        var sorted = column.Order().ToArray();
        var expected = percents.Select(percent =>
        {
            var place = percent / 100 * (count - 1);
            double below = sorted[(int)place], above = sorted[(int)Math.Ceiling(place)];
            return below + ((above - below) * (place - (int)place));
        });
        Assert.Equal(expected, OrderStatistics.Percentiles(column, percents));
        OrderStatistics.Sort(column);
        Assert.Equal(sorted, column);
    }

    [Fact]
    public void Sorts_signed_zeros_and_extremes()
    {
        float[] values = [float.MaxValue, 0f, -0f, float.Epsilon, -float.Epsilon, float.MinValue, 1, -1];
        OrderStatistics.Sort(values);
        Assert.Equal([float.MinValue, -1, -float.Epsilon, -0f, 0f, float.Epsilon, 1, float.MaxValue], values);
        Assert.True(float.IsNegative(values[3]) && !float.IsNegative(values[4]));
        float[] none = [];
        OrderStatistics.Sort(none);
    }

    private static bool Near(double expected, double found) => Math.Abs(expected - found) < 1e-12;
}
