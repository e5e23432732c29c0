using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Engine.Tests;

/// <summary>A variance below reg_covar lets the lower bound fall, and that is said.</summary>
public class FallingBoundTests
{
    [Fact]
    public void Warns_when_reg_covar_exceeds_the_variance()
    {
        var model = Fit(1e-7);
        Assert.True(model.HasFallen);
        Assert.Equal(model.LowerBoundHistory.Max() - model.LowerBound, model.BoundFall);
        var warning = Assert.Single(model.Warnings, sentence => sentence.StartsWith("The lower bound fell by ", StringComparison.Ordinal));
        Assert.EndsWith("scale the images to variance 1 or lower reg_covar.", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e4)]
    public void Stays_silent_when_the_bound_rises(double variance)
    {
        var model = Fit(variance);
        Assert.False(model.HasFallen);
        Assert.DoesNotContain(model.Warnings, sentence => sentence.Contains("fell by", StringComparison.Ordinal));
    }

    private static GaussianMixtureModel Fit(double variance)
    {
        var blobs = RandomData.Blobs(3, 2000, 1, 3);
        var scale = Math.Sqrt(variance / blobs.Variance[0]);
        var features = RandomData.Matrix([.. blobs.Column(0).ToArray().Select(value => (float)(scale * (value - blobs.Mean[0])))]);
        GaussianMixtureModel? model = null;
        TestBackends.With("reference", features, voxels =>
            model = new GaussianMixture { NComponents = 3, RegCovar = 1e-6, Tol = 0, MaxIter = 20 }.Fit(voxels).Model);
        return model!;
    }
}
