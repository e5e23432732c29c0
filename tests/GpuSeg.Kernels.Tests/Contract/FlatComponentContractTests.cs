using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>Components with an axis so short that plain float32 sums would lose it.</summary>
public class FlatComponentContractTests(BackendFixture backends)
{
    private const double Thickness = 1e-4;

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Keeps_the_short_axis_of_a_flat_component(string name)
    {
        var (features, density) = Problem();
        var frame = VoxelFrame.Of(features);
        using var passes = backends[name].Load(features, frame);
        using var reference = backends.Reference.Load(features, frame);
        var (expected, actual) = (new Moments(1, 2), new Moments(1, 2));
        reference.Expect([density], Membership.Soft, [expected]);
        passes.Expect([density], Membership.Soft, [actual]);
        // In float32 x - y itself is known to 1e-3 of the thickness; sums of products would leave 6e-8 / 1e-8, six times the variance
        // itself.
        Assert.Equal(1, ShortVariance(actual) / ShortVariance(expected), 1e-2);
    }

    // Variance of x - y.
    private static double ShortVariance(Moments moments)
    {
        var second = moments.Second;
        var mean = (moments.First[1] - moments.First[0]) / moments.Weight[0];
        return ((second[2] - (2 * second[1]) + second[0]) / moments.Weight[0]) - (mean * mean);
    }

    private static (FeatureMatrix Features, MixtureDensity Density) Problem()
    {
        var random = new Random(1);
        var (x, y) = (new float[5000], new float[5000]);
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = (float)((2 * random.NextDouble()) - 1);
            y[i] = (float)(x[i] + (Thickness * ((2 * random.NextDouble()) - 1)));
        }

        var features = new FeatureMatrix(["x", "y"], [x, y]);
        var unit = VoxelFrame.Of(features).Unit;
        var density = new MixtureDensity(1, 2);
        // U takes x to itself and y - x to its own scale.
        (density.Factors[0], density.Factors[1], density.Factors[2]) = (unit, -unit / Thickness, unit / Thickness);
        return (features, density);
    }
}
