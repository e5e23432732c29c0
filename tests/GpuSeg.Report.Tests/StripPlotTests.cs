using GpuSeg.Report.Group;

namespace GpuSeg.Report.Tests;

public sealed class StripPlotTests
{
    [Fact]
    public void Finds_outliers_by_modified_z_score()
    {
        // Median 5, MAD 2: 0.6745 * 10.4 / 2 = 3.507 and 0.6745 * 10.3 / 2 = 3.474.
        var outliers = new Outliers([1, 1, 3, 3, 5, 5, 7, 7, 15.4, 15.4]);
        Assert.Equal((5.0, true, false), (outliers.Median, outliers.Has(15.4), outliers.Has(15.3)));
        Assert.Equal((true, false), (outliers.Has(-5.4), outliers.Has(-5.3)));
        Assert.Equal(0.6745 * 10.4 / 2, outliers.Score(15.4), 1e-12);
    }

    [Fact]
    public void Uses_mean_distance_when_most_values_are_equal()
    {
        // Median 2, MAD 0, mean distance 8 / 10: 8 / (1.2533 * 0.8) = 7.98.
        var outliers = new Outliers([2, 2, 2, 2, 2, 2, 2, 2, 2, 10]);
        Assert.Equal(7.98, outliers.Score(10), 0.01);
        Assert.Equal((true, false), (outliers.Has(10), outliers.Has(2)));
        Assert.False(new Outliers([2, 2, 2, 2, 2, 2, 2, 2, 2, 2]).Has(2));
    }

    [Fact]
    public void Finds_no_outliers_among_few_values() => Assert.False(new Outliers([1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1e6]).Has(1e6));

    [Theory]
    [InlineData(10)]
    [InlineData(120)]
    public void Places_dots_without_overlap(int count)
    {
        var random = new Random(count);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => 330 * random.NextDouble()).Order()];
        var dots = new DotLayout(x);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.True(Math.Sqrt(Math.Pow(x[i] - x[j], 2) + Math.Pow(dots.Y(i) - dots.Y(j), 2)) > 1.999 * dots.Radius);
            }
        }
    }

    [Fact]
    public void Limits_height_of_many_dots()
    {
        var dots = new DotLayout([.. Enumerable.Repeat(170.0, 1000)]);
        Assert.InRange(dots.Reach, 20, 40);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Places_names_and_their_lines_apart_from_other_names(int seed)
    {
        var random = new Random(seed);
        var layout = new NameLayout(170);
        NameLayout.Place[] places = [.. Enumerable.Range(0, 60)
            .Select(i => layout.Add($"sub-{i}", 340 * random.NextDouble())).OfType<NameLayout.Place>()];
        Assert.InRange(places.Length, 8, 59);
        Assert.All(places, place => Assert.True(place.Left >= 0 && place.Right <= 340 && place.Row < layout.Rows));
        foreach (var (a, b) in places.SelectMany(a => places.Where(b => b != a).Select(b => (a, b))))
        {
            Assert.False(a.Row == b.Row && a.Left < b.Right && b.Left < a.Right);
            Assert.False(a.Row < b.Row && a.X > b.Left && a.X < b.Right);
        }
    }
}
