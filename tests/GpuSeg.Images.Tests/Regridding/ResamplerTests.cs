using System.Runtime.InteropServices;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Threads;

namespace GpuSeg.Images.Tests.Regridding;

/// <summary>Resamples by both affines as a plain double reference does, with NaN outside of the source.</summary>
public sealed class ResamplerTests : IDisposable
{
    // float32 results of double arithmetic in another order.
    private const double Rounding = 2e-6;

    private static readonly double[,] s_source = Affine([0.9, 0.1, -0.2, -5], [-0.12, 1.4, 0.3, -6], [0.05, -0.2, 2.1, -7]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, double[]> Targets => new()
    {
        { "finer", [0.5, 0, 0, -3, 0, 0.5, 0, -4, 0, 0, 0.7, -5] },
        { "oblique", [0.8, 0.3, -0.1, -4, -0.3, 0.9, 0.2, -5, 0.1, -0.2, 1.1, -6] },
        { "reversed", [-0.9, 0, 0, 4, 0, 0, 1.2, -6, 0, 1.1, 0, -5] },
        { "coarser", [2.5, 0, 0, -4, 0, 3.1, 0, -5, 0, 0, 4, -6] },
        { "thick slices", [0.9, 0, 0, -4, 0, 1.3, 0, -5, 0, 0, 7, -6] },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void Matches_a_plain_interpolation(string name, double[] affine)
    {
        var source = Source([13, 11, 9]);
        var target = new Grid((9, 8, 7), Affine(affine[..4], affine[4..8], affine[8..]));
        var expected = Reference(source, target);
        var found = Resample(source, target);
        Assert.Contains(expected, double.IsFinite);
        for (var i = 0; i < found.Length; i++)
        {
            Assert.True(
                double.IsNaN(expected[i]) ? float.IsNaN(found[i]) : Math.Abs(found[i] - expected[i]) <= Rounding * 1000,
                $"{name}, voxel {i}: {found[i]} instead of {expected[i]}");
        }
    }

    [Fact]
    public void Returns_the_same_values_on_the_same_grid()
    {
        var source = Source([7, 6, 5]);
        var values = new float[source.VoxelCount];
        source.CopyTo(values);
        Assert.Equal(values, Resample(source, source.Grid));
    }

    [Fact]
    public void Reproduces_a_linear_ramp_between_centres()
    {
        var values = Enumerable.Range(0, 60).Select(i => (float)(3 * (i % 5) - 2 * (i / 5 % 4) + 7 * (i / 20))).ToArray();
        var source = _folder.Volume("ramp.nii", Headers.WithSform(values, [5, 4, 3], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]));
        var found = Resample(source, new((9, 7, 5), Affine([0.5, 0, 0, 0], [0, 0.5, 0, 0], [0, 0, 0.5, 0])));
        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(1.5 * (i % 9) - (i / 9 % 7) + 3.5 * (i / 63), found[i], 1e-5);
        }
    }

    [Fact]
    public void Ends_the_field_of_view_at_the_faces_of_the_outermost_voxels()
    {
        var source = _folder.Volume("line.nii", Headers.WithSform([1, 2, 3], [3, 1, 1], [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]));
        var found = Resample(source, new((9, 1, 1), Affine([1, 0, 0, -2], [0, 1, 0, 0.9], [0, 0, 1, -0.9])));
        Assert.Equal([float.NaN, 1, 1, 1.5f, 2, 2.5f, 3, 3, float.NaN], found);
    }

    [Fact]
    public void Keeps_a_NaN_to_the_places_that_it_has_most_weight_in()
    {
        var source = _folder.Volume("nan.nii", Headers.WithSform([1, float.NaN, 3], [3, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]));
        var grid = Affine([0.25, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]);
        Assert.Equal([1, 1, 1, float.NaN, float.NaN, float.NaN, 3, 3, 3], Resample(source, new((9, 1, 1), grid)));
    }

    [Fact]
    public void Keeps_the_border_of_a_brain_in_a_background_of_zeros()
    {
        var source = _folder.Volume("brain.nii", Headers.WithSform([0, 0, 8, 8, 4, 0], [6, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]));
        var grid = Affine([0.25, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0]);
        Assert.Equal([0, 0, 8, 8, 8, 8, 8, 8, 8, 7, 6, 5, 4, 4, 4, 0, 0], Resample(source, new((17, 1, 1), grid)));
        // A reduction smooths over the brain alone, and a place in the background stays 0.
        var coarse = Resample(source, new((2, 1, 1), Affine([3, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0])));
        Assert.Equal(0, coarse[0]);
        Assert.Equal((4 + 8 * 0.7071 + 8 * 0.25) / (1 + 0.7071 + 0.25), coarse[1], 1e-3);
    }

    [Fact]
    public void Interpolates_zeros_that_are_values()
    {
        var source = _folder.Volume("ct.nii", Headers.WithSform([-4, 0, 4, 8, 12], [5, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]));
        var found = Resample(source, new((9, 1, 1), Affine([0.5, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0])));
        Assert.Equal([-4, -2, 0, 2, 4, 6, 8, 10, 12], found);
    }

    [Fact]
    public void Keeps_NaN_to_its_own_voxels_when_it_smooths()
    {
        var values = Enumerable.Repeat(5f, 40).ToArray();
        values[20] = float.NaN;
        var source = _folder.Volume("gap.nii", Headers.WithSform(values, [40, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]));
        var found = Resample(source, new((10, 1, 1), Affine([4, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0])));
        Assert.All(found, value => Assert.Equal(5, value, 1e-6));
        var onGap = Resample(source, new((10, 1, 1), Affine([4, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0])));
        Assert.Equal([5], onGap.Where(value => !float.IsNaN(value)).Select(value => MathF.Round(value)).Distinct());
        Assert.True(float.IsNaN(onGap[5]));
    }

    [Fact]
    public void Picks_the_nearest_voxel_of_a_mask()
    {
        var source = _folder.Volume("mask.nii", Headers.WithSform([0, 7, 9], [3, 1, 1], [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]));
        var target = new Grid((8, 1, 1), Affine([0.9, 0, 0, -0.9], [0, 1, 0, 0], [0, 0, 1, 0]));
        Assert.Equal([0, 0, 0, 7, 7, 9, 9, float.NaN], Resample(source, target, GridRole.Mask));
    }

    [Fact]
    public void Refuses_an_image_that_covers_nothing()
    {
        var source = Source([4, 4, 4]);
        var elsewhere = new Grid((4, 4, 4), Affine([1, 0, 0, 900], [0, 1, 0, 0], [0, 0, 1, 0]));
        var error = Assert.Throws<ImageException>(() => Resample(source, elsewhere));
        Assert.Contains($"{source.Path} covers no voxel of the grid", error.Message);
    }

    [Fact]
    public void Gives_the_same_bits_for_any_number_of_threads()
    {
        var source = Source([40, 33, 28]);
        var target = new Grid((31, 29, 14), Affine([1.1, 0.2, 0, -5], [-0.2, 1.7, 0, -6], [0, 0, 4, -7]));
        var before = ThreadBudget.Limit;
        try
        {
            ThreadBudget.Limit = 1;
            var one = Resample(source, target);
            ThreadBudget.Limit = 0;
            Assert.Equal(one, Resample(source, target));
        }
        finally
        {
            ThreadBudget.Limit = before;
        }
    }

    [Fact]
    public void Widens_the_filter_with_the_square_of_the_reduction()
    {
        var map = new double[3, 4];
        (map[0, 0], map[1, 1], map[2, 2]) = (1, 2, 0.5);
        var deviations = Resampler.Deviations(map);
        Assert.Equal([0, Math.Sqrt(3 / (8 * Math.Log(2))), 0], deviations);
        Assert.Equal(1, 2 * GaussianFilter.Weights(1.3).Sum() - GaussianFilter.Weights(1.3)[0], 1e-12);
    }

    [Theory]
    [InlineData(2, 9, 9, 7)]
    [InlineData(1, 17, 17, 14)]
    [InlineData(4, 5, 5, 4)]
    public void Covers_the_field_of_view_with_cubic_voxels(double millimetres, int x, int y, int z)
    {
        // The first grid measures 16.2 x 16.8 x 14 mm.
        var header = Headers.WithSform(new float[18 * 12 * 7], [18, 12, 7], [0.9, 0, 0, 3, 0, 1.4, 0, 4, 0, 0, 2, 5]);
        var first = _folder.Volume("t1.nii", header).Header;
        var grid = TargetGrid.Parse($"{millimetres}").HeaderFrom(first).Grid;
        Assert.Equal((x, y, z), grid.Shape);
        Assert.Equal(millimetres, grid.Spacing.X, 1e-6);
        // The outer corner is that of the first grid.
        double[] corner = [-0.5, -0.5, -0.5];
        for (var axis = 0; axis < 3; axis++)
        {
            Assert.Equal(first.Grid.Position(axis, corner), grid.Position(axis, corner), 1e-5);
        }
    }

    [Fact]
    public void Refuses_cubic_voxels_that_are_too_small()
    {
        var first = Source([40, 40, 40]).Header;
        Assert.Contains("more than the 2 GiB", Assert.Throws<ImageException>(() => TargetGrid.Parse("0.001").HeaderFrom(first)).Message);
    }

    [Theory]
    [InlineData("flair", 1)]
    [InlineData("FLAIR", 1)]
    [InlineData("in/flair.nii.gz", 1)]
    [InlineData("", 0)]
    [InlineData("2.5", 0)]
    public void Finds_the_image_by_path_or_name(string text, int index) =>
        Assert.Equal(index, TargetGrid.Parse(text).IndexIn(["in/t1.nii", "in/flair.nii.gz"]));

    [Fact]
    public void Refuses_a_name_that_no_image_has() => Assert.Contains(
        "No image is called t2", Assert.Throws<ImageException>(() => TargetGrid.Parse("t2").IndexIn(["t1.nii", "flair.nii"])).Message);

    private Volume Source(int[] shape)
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, shape[0] * shape[1] * shape[2]).Select(_ => 1000 * random.NextSingle())];
        return _folder.Volume("source.nii", Headers.WithSform(values, shape, [.. s_source.Cast<double>().Take(12)]));
    }

    private static float[] Resample(Volume source, Grid target, GridRole role = GridRole.Image) =>
        [.. MemoryMarshal.Cast<byte, float>(
            Resampler.Resample(source, target, role, Interpolation.Linear, CancellationToken.None).AsSpan())];

    /// <summary>Smooths with a truncated Gaussian in three dimensions at once, and interpolates by the eight weights of a place.</summary>
    private static double[] Reference(Volume source, Grid target)
    {
        var (shape, values) = (source.Grid.Shape, new double[source.VoxelCount]);
        source.CopyTo(values);
        var inverse = Inverse(source.Grid.Affine);
        double[] factors =
            [.. Enumerable.Range(0, 3).Select(axis => Math.Sqrt(Enumerable.Range(0, 3).Sum(c => Math.Pow(Step(axis, c), 2))))];
        var deviations = factors.Select(f => Math.Sqrt(Math.Max(0, f * f - 1) / (8 * Math.Log(2)))).ToArray();
        var smooth = new double[values.Length];
        for (var i = 0; i < smooth.Length; i++)
        {
            smooth[i] = Smoothed(i % shape.X, i / shape.X % shape.Y, i / shape.X / shape.Y);
        }

        return [.. Enumerable.Range(0, target.VoxelCount).Select(i =>
            Interpolated(i % target.Shape.X, i / target.Shape.X % target.Shape.Y, i / target.Shape.X / target.Shape.Y))];

        double Step(int axis, int c) => Enumerable.Range(0, 3).Sum(r => inverse[axis, r] * target.Affine[r, c]);

        double Smoothed(int x, int y, int z)
        {
            var (sum, weights) = (0.0, 0.0);
            for (var i = 0; i < values.Length; i++)
            {
                var weight = Weight(i % shape.X - x, 0) * Weight(i / shape.X % shape.Y - y, 1) * Weight(i / shape.X / shape.Y - z, 2);
                sum += weight * values[i];
                weights += weight;
            }

            return sum / weights;
        }

        double Weight(int distance, int axis) => deviations[axis] < 0.2 ? distance == 0 ? 1 : 0
            : Math.Abs(distance) > Math.Ceiling(4 * deviations[axis]) ? 0
            : Math.Exp(-distance * distance / (2 * deviations[axis] * deviations[axis]));

        double Interpolated(int i, int j, int k)
        {
            double[] world = [.. Enumerable.Range(0, 3).Select(r => target.Affine[r, 0] * i + target.Affine[r, 1] * j
                + target.Affine[r, 2] * k + target.Affine[r, 3] - source.Grid.Affine[r, 3])];
            double[] place = [.. Enumerable.Range(0, 3).Select(axis => Enumerable.Range(0, 3).Sum(r => inverse[axis, r] * world[r]))];
            int[] last = [shape.X - 1, shape.Y - 1, shape.Z - 1];
            if (place.Zip(last).Any(pair => pair.First < -0.501 || pair.First > pair.Second + 0.501))
            {
                return double.NaN;
            }

            var sum = 0.0;
            for (var corner = 0; corner < 8; corner++)
            {
                var (weight, at, stride) = (1.0, 0, 1);
                for (var axis = 0; axis < 3; axis++)
                {
                    var clamped = Math.Clamp(place[axis], 0, last[axis]);
                    var low = (int)Math.Floor(clamped);
                    var isHigh = (corner >> axis & 1) == 1;
                    weight *= isHigh ? clamped - low : 1 - (clamped - low);
                    at += stride * Math.Min(last[axis], low + (isHigh ? 1 : 0));
                    stride *= last[axis] + 1;
                }

                sum += weight * smooth[at];
            }

            return sum;
        }
    }

    private static double[,] Inverse(double[,] m)
    {
        var transposed = Matrix3.InverseTransposed(m);
        var inverse = new double[3, 3];
        for (var i = 0; i < 9; i++)
        {
            inverse[i / 3, i % 3] = transposed[i % 3, i / 3];
        }

        return inverse;
    }

    private static double[,] Affine(double[] x, double[] y, double[] z) => new[,]
    {
        { x[0], x[1], x[2], x[3] },
        { y[0], y[1], y[2], y[3] },
        { z[0], z[1], z[2], z[3] },
        { 0, 0, 0, 1 },
    };
}
