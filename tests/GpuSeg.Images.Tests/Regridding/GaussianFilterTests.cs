using GpuSeg.Images.Regridding;

namespace GpuSeg.Images.Tests.Regridding;

/// <summary>The filter, compared with weighted means written out voxel by voxel.</summary>
public sealed class GaussianFilterTests
{
    [Theory]
    [InlineData(70, 9, 6, 1.0, 1.0, 1.0)]
    [InlineData(5, 300, 2, 0.7, 2.5, 0.0)]
    [InlineData(33, 4, 1, 3.0, 0.1, 5.0)]
    public void Computes_weighted_means_of_the_finite_voxels(int x, int y, int z, double dx, double dy, double dz)
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, x * y * z).Select(i => i % 17 == 5 ? float.NaN : i % 29 == 3 ? float.PositiveInfinity
            : 1000 * random.NextSingle() - 300)];
        var smoothed = values.ToArray();
        GaussianFilter.Apply(smoothed, (x, y, z), [dx, dy, dz], TestContext.Current.CancellationToken);
        Assert.Equal(Expected(values, (x, y, z), [dx, dy, dz]), smoothed.Select(value => (double)value), Near);
    }

    [Fact]
    public void Leaves_a_constant_image_unchanged()
    {
        var values = Enumerable.Repeat(7f, 20 * 10 * 5).ToArray();
        GaussianFilter.Apply(values, (20, 10, 5), [2, 2, 2], TestContext.Current.CancellationToken);
        Assert.All(values, value => Assert.Equal(7, value, 1e-5));
    }

    private static bool Near(double expected, double found) =>
        expected.Equals(found) || Math.Abs(expected - found) <= 2e-6 * (300 + Math.Abs(expected));

    private static IEnumerable<double> Expected(float[] values, (int X, int Y, int Z) shape, double[] deviations)
    {
        double[][] weights = [.. deviations.Select(deviation => deviation < 0.2 ? [1] : GaussianFilter.Weights(deviation))];
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y, z) = (i % shape.X, i / shape.X % shape.Y, i / shape.X / shape.Y);
            var (sum, total) = (0.0, 0.0);
            for (var j = 0; j < values.Length; j++)
            {
                var (dx, dy, dz) = (Math.Abs(j % shape.X - x), Math.Abs(j / shape.X % shape.Y - y), Math.Abs(j / shape.X / shape.Y - z));
                if (float.IsFinite(values[j]) && dx < weights[0].Length && dy < weights[1].Length && dz < weights[2].Length)
                {
                    var weight = weights[0][dx] * weights[1][dy] * weights[2][dz];
                    (sum, total) = (sum + weight * values[j], total + weight);
                }
            }

            yield return float.IsFinite(values[i]) ? sum / total : values[i];
        }
    }
}
