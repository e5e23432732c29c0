using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Tests.Golden;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels;

namespace GpuSeg.Engine.Tests;

/// <summary>Mixtures of one image, climbed on its histogram.</summary>
public class HistogramTests
{
    [Theory]
    [InlineData("t1")]
    [InlineData("t1c")]
    [InlineData("flair")]
    [InlineData("adc")]
    public void Labels_and_iterations_are_those_of_the_plain_fit(string image)
    {
        GoldenFiles.Read("brain", "gmm_all_k3_raw");
        TestBackends.With("cpu", BrainImages.Features(image), voxels =>
        {
            for (var k = 2; k <= 5; k++)
            {
                var mixture = new GaussianMixture { NComponents = k };
                var (quick, plain) = (mixture.Fit(voxels).Model, (mixture with { UseHistogram = false }).Fit(voxels).Model);
                Assert.Equal(plain.NIter, quick.NIter);
                Assert.Equal(plain.LowerBound, quick.LowerBound, 1e-6);
                Assert.InRange(plain.Predict(voxels).Zip(quick.Predict(voxels)).Count(pair => pair.First != pair.Second), 0, k < 5 ? 0 : 1);
            }
        });
    }

    [Fact]
    public void Reads_the_voxels_in_the_last_step_only()
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        using var voxels = VoxelSet.Load(backend, Skewed(100_000, outlier: 0));
        var model = new GaussianMixture { NComponents = 2, Init = MixtureInit.RandomFromData, Tol = 0, MaxIter = 30 }.Fit(voxels).Model;
        Assert.Equal(30, model.NIter);
        Assert.Equal(30, model.LowerBoundHistory.Count);
        Assert.Equal(1, backend.Passes.Count(pass => pass.Voxels == 100_000));
        Assert.Equal(30, backend.Passes.Count(pass => pass.Voxels <= 4096));
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(-1e9)]
    public void Falls_back_to_the_plain_fit_when_bins_are_wider_than_components(double outlier) =>
        TestBackends.With("cpu", Skewed(100_000, outlier), voxels =>
        {
            var mixture = new GaussianMixture { NComponents = 3, Seed = 1, NInit = 2, Init = MixtureInit.RandomFromData };
            var (quick, plain) = (mixture.Fit(voxels).Model, (mixture with { UseHistogram = false }).Fit(voxels).Model);
            Assert.Equal(plain.LowerBoundHistory, quick.LowerBoundHistory);
            Assert.Equal(plain.Means, quick.Means);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Separates_starts_that_joined_on_bins_that_are_too_wide(bool converge)
    {
        var random = new Random(7);
        float[] values = [.. Enumerable.Range(0, 70_000).Select(i => (float)((40 * (i % 4)) + (10 * random.NextDouble())))];
        values[1] = 1e6f;
        TestBackends.With("cpu", RandomData.Matrix(values), voxels =>
        {
            for (var seed = 0; seed < 4; seed++)
            {
                var mixture =
                    new GaussianMixture { NComponents = 3, Seed = seed, NInit = 5, Init = MixtureInit.RandomFromData, Converge = converge };
                var (quick, plain) = (mixture.Fit(voxels).Model, (mixture with { UseHistogram = false }).Fit(voxels).Model);
                Assert.Equal(plain.LowerBoundHistory, quick.LowerBoundHistory);
                Assert.Equal(plain.JoinedStarts, quick.JoinedStarts);
                Assert.Equal(plain.BoundToGain, quick.BoundToGain);
            }
        });
    }

    [Fact]
    public void Skips_the_histogram_of_a_single_value() => TestBackends.With(
        "cpu", RandomData.Matrix(Enumerable.Repeat(3f, 70_000).ToArray()), voxels =>
    {
        var model = new GaussianMixture { NComponents = 1 }.Fit(voxels).Model;
        Assert.Equal(3, model.Means[0], 1e-6);
    });

    private static FeatureMatrix Skewed(int count, double outlier)
    {
        var random = new Random(7);
        float[] values = [.. Enumerable.Range(0, count)
            .Select(i => (float)((i % 3 == 0 ? 60 : 100) + (10 * random.NextDouble()) - (15 * Math.Log(random.NextDouble()))))];
        values[count / 2] = outlier == 0 ? values[count / 2] : (float)outlier;
        return RandomData.Matrix(values);
    }
}
