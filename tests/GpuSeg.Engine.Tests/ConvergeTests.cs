using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Tests.Golden;

namespace GpuSeg.Engine.Tests;

/// <summary>EM run to its optimum.</summary>
public class ConvergeTests
{
    // The issue of the accelerated mode asks for at most this share of plain EM's passes.
    private const double MostPasses = 0.45;

    public static IEnumerable<TheoryDataRow<string, CovarianceType>> Cases =>
        from backend in TestBackends.Quick
        from type in CovarianceTypes.All
        select new TheoryDataRow<string, CovarianceType>(backend, type);

    [Theory]
    [InlineData("all", 3)]
    [InlineData("all", 4)]
    [InlineData("all", 5)]
    [InlineData("t1", 3)]
    [InlineData("flair", 3)]
    public void Saves_more_than_half_of_the_passes_by_leaping_to_the_same_optimum(string images, int k)
    {
        GoldenFiles.Read("brain", "gmm_all_k3_raw");
        TestBackends.With("cpu", BrainImages.Features(images), voxels =>
        {
            var (plain, leaping) = (Run(voxels, k, longest: 1),
                new GaussianMixture { NComponents = k, Converge = true, UseHistogram = false }.Fit(voxels).Model);
            Assert.True(plain.Converged && leaping.Converged && leaping.RanToOptimum);
            Assert.InRange(leaping.NIter, 1, MostPasses * plain.Iterations);
            Assert.Equal(plain.LowerBounds[^1], leaping.LowerBound, 1e-6);
        });
    }

    [Fact]
    public void Passes_the_plateau_of_the_lesson()
    {
        GoldenFiles.Read("brain", "gmm_all_k3_raw");
        TestBackends.With("cpu", BrainImages.Features("all"), voxels =>
        {
            var stopped = new GaussianMixture { NComponents = 3 }.Fit(voxels).Model;
            var optimum = new GaussianMixture { NComponents = 3, Converge = true }.Fit(voxels).Model;
            // scikit-learn's bounds: -25.2140 at tol 1e-3, where the path passes a plateau, and -25.178124 at its end.
            Assert.Equal(-25.2140, stopped.LowerBound, 1e-4);
            Assert.Equal(-25.178118, optimum.LowerBound, 2e-6);
            Assert.InRange(stopped.BoundToGain!.Value, 1e-3, 0.036);
            Assert.InRange(optimum.BoundToGain!.Value, 0, 1e-6);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stops_where_an_EM_step_changes_nothing_without_ever_lowering_the_bound(string backend, CovarianceType type)
    {
        for (var seed = 0; seed < 6; seed++)
        {
            TestBackends.With(backend, RandomData.Blobs(seed, 900, 1 + (seed % 4), 4), voxels =>
            {
                var mixture = new GaussianMixture { NComponents = 2 + (seed % 3), CovarianceType = type, Converge = true, Seed = seed };
                var model = mixture.Fit(voxels).Model;
                Assert.True(model.Converged);
                // float32 rounds a bound of a few units to 1e-7 of it.
                Assert.All(model.LowerBoundHistory.Zip(model.LowerBoundHistory.Skip(1)), pair =>
                    Assert.True(pair.Second >= pair.First - 2e-6));
                var again = mixture with
                {
                    Converge = false,
                    Tol = 0,
                    MaxIter = 1,
                    Start = new([.. model.Weights], [.. model.Means], [.. model.Precisions]),
                };
                var step = again.Fit(voxels).Model;
                Assert.All(model.Means.Zip(step.Means), pair => Assert.Equal(pair.First, pair.Second, 2e-4));
                Assert.Equal(model.LowerBound, step.LowerBound, 2e-6);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Converges_when_only_rounding_moves_the_bound(string backend, CovarianceType type)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            TestBackends.With(backend, RandomData.Blobs(seed, 900, 1 + (seed % 3), 2), voxels =>
            {
                var model = new GaussianMixture { NComponents = 1, CovarianceType = type, Converge = true }.Fit(voxels).Model;
                Assert.True(model.Converged);
                Assert.InRange(model.NIter, 1, 10);
                Assert.InRange(model.BoundToGain!.Value, 0, 1e-5);
            });
        }
    }

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void Reverts_a_leap_to_a_bound_that_is_not_finite(double logLikelihood) => TestBackends.With(
        "reference", RandomData.Blobs(3, 900, 2, 4), voxels =>
    {
        var path = Start(voxels, 3, longest: 16);
        path.Start();
        while (path.Request is ExpectRequest request)
        {
            request.Pass(voxels.Passes, [request]);
            // The fourth step is that of the first leap.
            request.Moments.LogLikelihood = path.Iterations == 3 ? logLikelihood : request.Moments.LogLikelihood;
            path.MoveOn();
        }

        Assert.True(path.Converged);
        Assert.All(path.LowerBounds, bound => Assert.True(double.IsFinite(bound)));
    });

    [Fact]
    public void Stops_at_the_limit_of_passes_on_the_way_to_the_optimum() => TestBackends.With(
        "cpu", RandomData.Blobs(1, 900, 2, 4), voxels =>
    {
        var model = new GaussianMixture { NComponents = 3, Converge = true, MaxIter = 4 }.Fit(voxels).Model;
        Assert.False(model.Converged);
        Assert.Equal(4, model.NIter);
        Assert.Contains("did not converge in 4 iterations", Assert.Single(model.Warnings));
    });

    private static SquaremPath Run(VoxelSet voxels, int k, double longest)
    {
        var path = Start(voxels, k, longest);
        SharedPasses.Run([new Wave<SquaremPath>(voxels.Passes, [path], _ => null, progress: null)], CancellationToken.None);
        return path;
    }

    private static SquaremPath Start(VoxelSet voxels, int k, double longest)
    {
        var first = new GaussianMixture { NComponents = k, MaxIter = 1, UseHistogram = false }.Fit(voxels).Model;
        var options = new GaussianMixture { Converge = true };
        var problem = new MixtureProblem(voxels, k, options.CovarianceType, options.RegCovar, options.Tol, options.MaxIter);
        var frame = voxels.Frame;
        var start = new MixtureParameters([.. first.Weights], frame.FromUser([.. first.Means]), MixtureParameters.Scale(
            [.. first.Covariances], 1 / (frame.Unit * frame.Unit)));
        return new(problem, problem.ToDensity(start), longest);
    }
}
