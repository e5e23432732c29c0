using GpuSeg.Figures.Charts;
using GpuSeg.Figures.Drawing;
using SkiaSharp;

namespace GpuSeg.Figures.Tests;

public sealed class ChartTests
{
    private const int Left = 60, Top = 20, Width = 200, Height = 100;

    [Fact]
    public void Fills_polygon_between_its_coordinates()
    {
        var chart = new Chart(new(0, 20), new(0, 10), Width, Height);
        chart.Fill([(5, 0), (5, 8), (10, 8), (10, 4), (15, 4), (15, 0)], Ink.Curve(0));
        var pixels = Draw(chart);
        var blue = SKColor.Parse(Ink.Curve(0));
        Assert.Equal(80, Filled(pixels, Left + 75, blue), 1.0);
        Assert.Equal(40, Filled(pixels, Left + 125, blue), 1.0);
        Assert.Equal(0, Filled(pixels, Left + 40, blue));
        Assert.Equal(0, Filled(pixels, Left + 160, blue));
    }

    [Fact]
    public void Draws_curve_through_its_points()
    {
        var chart = new Chart(new(0, 20), new(0, 10), Width, Height);
        chart.Curve([2, 18], [1, 9], Ink.Curve(3), dots: true);
        var (pixels, red) = (Draw(chart), SKColor.Parse(Ink.Curve(3)));
        Assert.Equal((red, red), (pixels[Left + 20, Top + 90], pixels[Left + 180, Top + 10]));
        Assert.True(pixels.Near(Left + 100, Top + 50, red, 100));
        Assert.Equal(SKColors.White, pixels[Left + 100, Top + 60]);
    }

    [Fact]
    public void Fills_axes_with_picture_and_places_ticks_at_their_values()
    {
        var chart = new Chart(new(0, 20), new(0, 10), Width, Height) { Picture = Raster.Coloured(2, 1, [0, 1], [255, 0, 0, 0, 255, 0]) };
        var pixels = Draw(chart);
        Assert.Equal((SKColors.Red, new SKColor(0, 255, 0)), (pixels[Left + 98, Top + 50], pixels[Left + 102, Top + 50]));
        var ticks = Enumerable.Range(-5, Width + 10).Where(x => pixels.Near(Left + x, Top + Height + 3, SKColors.Black, 8));
        Assert.Equal([0, 50, 100, 150, 200], ticks);
    }

    [Fact]
    public void Draws_single_bin_across_axes_within_margins()
    {
        var histogram = Histogram.Of<float>([1, 1, 1], bins: 1);
        var pixels = Draw(HistogramChart.Of(histogram, Width, Height, null, null, []));
        Assert.Equal(Height / 1.05, Filled(pixels, Left + (Width / 2), SKColor.Parse(Ink.Curve(0))), 1.5);
    }

    [Theory]
    [InlineData(-123, 2925, 9, "0 500 1000 1500 2000 2500")]
    [InlineData(0, 45334, 9, "0 10000 20000 30000 40000")]
    [InlineData(0, 36690, 9, "0 5000 10000 15000 20000 25000 30000 35000")]
    [InlineData(-5.95, 9.54, 9, "-4 -2 0 2 4 6 8")]
    [InlineData(0, 1941273, 9, "0.00 0.25 0.50 0.75 1.00 1.25 1.50 1.75 1e6")]
    [InlineData(-25.8, -25.2, 6, "-25.8 -25.7 -25.6 -25.5 -25.4 -25.3 -25.2")]
    [InlineData(12039970, 12122579, 4, "1.2050 1.2075 1.2100 1e7")]
    [InlineData(0.00001, 0.00005, 4, "1 2 3 4 5 1e-5")]
    public void Matches_ticks_of_matplotlib(double low, double high, int intervals, string expected)
    {
        var ticks = Ticks.Of(new(low, high), intervals);
        Assert.Equal(expected, string.Join(' ', [.. ticks.Labels, .. new[] { ticks.Unit }.OfType<string>()]));
        Assert.All(ticks.Values.Zip(ticks.Labels), tick =>
            Assert.Equal(tick.First, double.Parse(tick.Second) * Math.Pow(10, ticks.Exponent), 1e-9 * Math.Abs(tick.First)));
    }

    [Fact]
    public void Places_ticks_of_counts_at_whole_numbers() => Assert.Equal(["1", "2", "3"], Ticks.Of(new(0.9, 3.1), 9, whole: true).Labels);

    private static Pixels Draw(Chart chart) => new(new Figure("chart", 300, 160, chart.Place(Left, Top)).ToPng(null));

    private static int Filled(Pixels pixels, int x, SKColor colour) => Enumerable.Range(Top, Height).Count(y => pixels[x, y] == colour);
}
