using System.Runtime.InteropServices;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Threads;

namespace GpuSeg.Images.Tests.Regridding;

/// <summary>Interpolates by the cubic spline that scipy computes, inside the range of the neighbours.</summary>
public sealed class CubicSplineTests : IDisposable
{
    // Coefficients are float32.
    private const double Rounding = 1e-5;

    private static readonly double[,] s_unit = { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // scipy.ndimage.map_coordinates(order=3, mode='mirror') of the voxels (7 i^2 + 3 i) mod 23.
    [Theory]
    [InlineData(new[] { 7, 6, 5 }, new[] { 0.3, 0.2, 0.6 }, 4.89168958)]
    [InlineData(new[] { 7, 6, 5 }, new[] { 3.25, 2.5, 1.75 }, 10.5500688)]
    [InlineData(new[] { 7, 6, 5 }, new[] { 5.9, 4.1, 3.5 }, 15.4656655)]
    [InlineData(new[] { 7, 6, 5 }, new[] { 2.0, 3, 1 }, 8)]
    [InlineData(new[] { 7, 6, 5 }, new[] { 6.0, 5, 4 }, 11)]
    [InlineData(new[] { 2, 1, 3 }, new[] { 0.25, 0, 1.5 }, 9.79394531)]
    [InlineData(new[] { 2, 1, 3 }, new[] { 1, 0, 0.1 }, 9.831)]
    [InlineData(new[] { 1, 4, 2 }, new[] { 0, 2.2, 0.5 }, 13.752)]
    public void Follows_scipy(int[] shape, double[] place, double expected)
    {
        var values = Enumerable.Range(0, shape[0] * shape[1] * shape[2]).Select(i => (float)((i * i * 7 + i * 3) % 23)).ToArray();
        Assert.Equal(expected, At(values, shape, place), Rounding * 23);
    }

    [Fact]
    public void Follows_a_polynomial_far_from_the_border()
    {
        var values = Enumerable.Range(0, 60).Select(i => (float)Cubic(i)).ToArray();
        foreach (var place in (double[])[29.1, 30.5, 31.9])
        {
            Assert.Equal(Cubic(place), At(values, [60, 1, 1], [place, 0, 0]), 1e-3);
            Assert.Equal(Cubic(place), At(values, [1, 60, 1], [0, place, 0]), 1e-3);
            Assert.Equal(Cubic(place), At(values, [1, 1, 60], [0, 0, place]), 1e-3);
        }

        static double Cubic(double x) => Math.Pow((x - 30) / 4, 3) - 2 * (x - 30) + 5;
    }

    [Fact]
    public void Follows_a_smooth_signal_more_closely_than_linear_interpolation()
    {
        var values = Enumerable.Range(0, 64).Select(i => (float)Wave(i)).ToArray();
        var source = Source(values, [64, 1, 1]);
        var target = new Grid((120, 1, 1), Shifted(0.5, 2));
        var (linear, cubic) = (Error(Interpolation.Linear), Error(Interpolation.Cubic));
        Assert.InRange(linear, 2, 5);
        // What is left are extremes between voxels, which are cut at the greatest neighbour.
        Assert.True(cubic < 0.4 * linear, $"cubic {cubic}, linear {linear}");

        double Error(Interpolation interpolation) =>
            Resample(source, target, interpolation).Select((value, i) => Math.Abs(value - Wave(2 + 0.5 * i))).Average();

        static double Wave(double x) => 500 + 100 * Math.Sin(2 * Math.PI * x / 7.3);
    }

    [Fact]
    public void Does_not_ring_beside_an_edge()
    {
        float[] values = [10, 10, 10, 10, 900, 900, 900, 900];
        // The spline itself falls below 0.
        Assert.True(At(values, [8, 1, 1], [2.5, 0, 0]) < 0);
        var found = Resample(Source(values, [8, 1, 1]), new Grid((29, 1, 1), Shifted(0.25, 0)), Interpolation.Cubic);
        Assert.All(found, value => Assert.InRange(value, 10, 900));
        Assert.Contains(found, value => value is > 200 and < 700);
    }

    [Fact]
    public void Keeps_the_border_of_a_brain_in_a_background_of_zeros()
    {
        // Without values for the gaps the spline of a constant brain would sink beside the background.
        float[] values = [0, 0, 0, 8, 8, 8, 8, 8, 8, 0, 0, 0];
        var found = Resample(Source(values, [12, 1, 1]), new Grid((45, 1, 1), Shifted(0.25, 0)), Interpolation.Cubic);
        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(i is >= 10 and <= 34 ? 8 : 0, found[i], 1e-5);
        }
    }

    [Fact]
    public void Keeps_the_same_NaN_as_linear_interpolation()
    {
        var values = Enumerable.Range(0, 5 * 6 * 7).Select(i => i % 11 == 3 ? float.NaN : 100 + i % 7).ToArray();
        var source = Source(values, [5, 6, 7]);
        var grid = new Grid((9, 11, 13), Shifted(0.5, -0.2));
        var (linear, cubic) = (Resample(source, grid, Interpolation.Linear), Resample(source, grid, Interpolation.Cubic));
        Assert.Contains(linear, float.IsNaN);
        Assert.Equal(linear.Select(float.IsNaN), cubic.Select(float.IsNaN));
        Assert.All(cubic.Where(value => !float.IsNaN(value)), value => Assert.InRange(value, 100, 106));
    }

    [Fact]
    public void Gives_the_same_bits_for_any_number_of_threads()
    {
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, 90 * 33 * 28).Select(i => i % 50 < 15 ? 0 : 1000 * random.NextSingle())];
        var source = Source(values, [90, 33, 28]);
        var target = new Grid(
            (61, 29, 14), new[,] { { 1.3, 0.2, 0, 1 }, { -0.2, 1.2, 0, 2 }, { 0, 0, 1.9, 0 }, { 0, 0, 0, 1 } });
        var before = ThreadBudget.Limit;
        try
        {
            ThreadBudget.Limit = 1;
            var one = Resample(source, target, Interpolation.Cubic);
            ThreadBudget.Limit = 0;
            Assert.Equal(one, Resample(source, target, Interpolation.Cubic));
        }
        finally
        {
            ThreadBudget.Limit = before;
        }
    }

    private static double At(float[] values, int[] shape, double[] place)
    {
        var spline = CubicSpline.Of(values, (shape[0], shape[1], shape[2]), CancellationToken.None);
        return spline.At(Taps(0, 1), Taps(1, shape[0]), Taps(2, shape[0] * shape[1]));

        CubicSpline.Taps Taps(int axis, int stride)
        {
            var index = Math.Min((int)place[axis], Math.Max(0, shape[axis] - 2));
            return new(index, place[axis] - index, shape[axis] - 1, stride);
        }
    }

    private Volume Source(float[] values, int[] shape) =>
        _folder.Volume("source.nii", Headers.WithSform(values, shape, [.. s_unit.Cast<double>().Take(12)]));

    private static double[,] Shifted(double step, double first) => new[,]
    {
        { step, 0, 0, first }, { 0, step, 0, 0 }, { 0, 0, step, 0 }, { 0, 0, 0, 1 },
    };

    private static float[] Resample(Volume source, Grid target, Interpolation interpolation) => [.. MemoryMarshal.Cast<byte, float>(
        Resampler.Resample(source, target, GridRole.Image, interpolation, CancellationToken.None).AsSpan())];
}
