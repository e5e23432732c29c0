using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Tests.Golden;
using GpuSeg.Engine.Voxels;
using MathNet.Numerics.LinearAlgebra;

namespace GpuSeg.Engine.Tests;

/// <summary>Properties of every mixture on any data.</summary>
public class MixturePropertyTests
{
    // Two fits of the same voxels in another order differ by the rounding of their sums: float64 on reference, float32 with double sums on
    // cpu.
    private static double Rounding(string backend) => backend == "reference" ? 1e-9 : 2e-5;

    public static IEnumerable<TheoryDataRow<string, CovarianceType>> Cases =>
        from backend in TestBackends.Quick
        from type in CovarianceTypes.All
        select new TheoryDataRow<string, CovarianceType>(backend, type);

    public static IEnumerable<TheoryDataRow<string>> Quick => TestBackends.Quick.Select(backend => new TheoryDataRow<string>(backend));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Raises_the_bound_in_every_iteration(string backend, CovarianceType type)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var (d, k) = (1 + (seed % 5), 2 + (seed % 4));
            var mixture = new GaussianMixture
            {
                NComponents = k,
                CovarianceType = type,
                Tol = 0,
                MaxIter = 40,
                Seed = seed,
                Init = (MixtureInit)(seed % 4)
            };
            TestBackends.With(backend, RandomData.Blobs(seed, 700, d, k), voxels =>
            {
                var bounds = mixture.Fit(voxels).Model.LowerBoundHistory;
                Assert.Equal(40, bounds.Count);
                // One voxel per component does not partition the data: EM climbs from the second bound on.
                Assert.All(bounds.Skip(2).Zip(bounds.Skip(1)), pair => Assert.True(
                    pair.First >= pair.Second - (backend == "reference" ? 1e-10 : 2e-6) * (1 + Math.Abs(pair.Second)),
                        $"{seed}: {pair.Second:r} {pair.First:r}"));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ignores_repetition_of_every_voxel(string backend, CovarianceType type)
    {
        var features = RandomData.Blobs(3, 500, 3, 3);
        var (once, _) = Fit(backend, features, Mixture(type));
        var (twice, _) = Fit(backend, RandomData.Take(features, [.. Enumerable.Range(0, 1000).Select(i => i / 2)]), Mixture(type));
        AssertSame(once, twice, Rounding(backend));
        Assert.Equal(once.LowerBound, twice.LowerBound, Rounding(backend));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Permutes_labels_with_the_voxels(string backend, CovarianceType type)
    {
        var (features, order) = (RandomData.Blobs(4, 500, 2, 3), RandomData.Shuffled(500, 1));
        var (plain, labels) = Fit(backend, features, Mixture(type, 3, 2));
        var (permuted, permutedLabels) = Fit(backend, RandomData.Take(features, order), Mixture(type, 3, 2));
        AssertSame(plain, permuted, Rounding(backend));
        Assert.Equal(order.Select(i => labels[i]), permutedLabels);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Permutes_means_with_the_features(string backend, CovarianceType type)
    {
        var features = RandomData.Blobs(5, 500, 3, 3);
        var mixture = Mixture(type);
        var swapped = mixture with
        {
            Start = mixture.Start
            with
            { MeansInit = [.. mixture.Start.MeansInit!.Chunk(3).SelectMany(m => new[] { m[2], m[0], m[1] })] }
        };
        var (plain, labels) = Fit(backend, features, mixture);
        var (permuted, permutedLabels) = Fit(backend, features.Select([2, 0, 1]), swapped);
        var expected = plain.Means.Chunk(3).SelectMany(m => new[] { m[2], m[0], m[1] });
        Assert.All(expected.Zip(permuted.Means), pair => Assert.Equal(pair.First, pair.Second, 10 * Rounding(backend)));
        Assert.Equal(plain.LowerBound, permuted.LowerBound, Rounding(backend));
        Assert.Equal(labels, permutedLabels);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Breaks_ties_of_identical_components_towards_the_first(string backend, CovarianceType type)
    {
        var twins = new GaussianMixture
        {
            NComponents = 2,
            CovarianceType = type,
            MaxIter = 3,
            Start = new([0.5, 0.5], [7, 7, 7, 7], Precisions(type, 2, 2)),
        };
        var (model, labels) = Fit(backend, RandomData.Blobs(6, 300, 2, 2), twins);
        Assert.All(labels, label => Assert.Equal(0, label));
        Assert.Equal(model.Means.Take(2), model.Means.Skip(2));
    }

    [Theory]
    [InlineData("full", new[] { 3, 2, 2 }, 2 + 6 + 9)]
    [InlineData("tied", new[] { 2, 2 }, 2 + 6 + 3)]
    [InlineData("diag", new[] { 3, 2 }, 2 + 6 + 6)]
    [InlineData("spherical", new[] { 3 }, 2 + 6 + 3)]
    public void Declares_the_shape_and_free_parameters_of_each_type(string name, int[] shape, int parameters)
    {
        var type = CovarianceTypes.Find(name)!;
        var features = RandomData.Blobs(7, 300, 2, 3);
        TestBackends.With("reference", features, voxels =>
        {
            var model = new GaussianMixture { NComponents = 3, CovarianceType = type }.Fit(voxels).Model;
            Assert.Equal(shape, model.CovarianceShape);
            Assert.Equal(shape.Aggregate((a, b) => a * b), model.Covariances.Count);
            Assert.Equal(model.Covariances.Count, model.Precisions.Count);
            Assert.Equal(parameters, model.FreeParameters);
            var logLikelihood = model.ScoreSamples(voxels).Sum();
            Assert.Equal((-2 * logLikelihood) + (parameters * Math.Log(300)), model.Bic(voxels), 1e-8);
            Assert.Equal((-2 * logLikelihood) + (2 * parameters), model.Aic(voxels), 1e-8);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Computes_densities_by_the_formula(string backend, CovarianceType type)
    {
        var features = RandomData.Blobs(8, 200, 3, 3);
        TestBackends.With(backend, features, voxels =>
        {
            var model = Mixture(type).Fit(voxels).Model;
            var (scores, proba, labels) = (model.ScoreSamples(voxels), model.PredictProba(voxels), model.Predict(voxels));
            var tolerance = backend == "reference" ? 1e-10 : 1e-4;
            for (var i = 0; i < 200; i++)
            {
                var logs = Enumerable.Range(0, 3).Select(k => LogDensity(model, k, features.Rows([i]))).ToArray();
                var total = Math.Log(logs.Sum(Math.Exp));
                Assert.Equal(total, scores[i], tolerance);
                Assert.All(logs, (log, k) => Assert.Equal(Math.Exp(log - total), proba[(k * 200) + i], Math.Max(tolerance, 1e-7)));
                Assert.Equal(1, Enumerable.Range(0, 3).Sum(k => proba[(k * 200) + i]), 1e-6);
                Assert.Equal(logs.Max(), logs[labels[i]], tolerance);
            }

            var labelsWithScore = new byte[200];
            Assert.Equal(scores.Average(), model.Score(voxels), tolerance);
            Assert.Equal(model.Scores(voxels), model.PredictWithScores(voxels, labelsWithScore));
            Assert.Equal(labels, labelsWithScore);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Samples_with_the_moments_of_the_mixture(string backend, CovarianceType type)
    {
        var (model, _) = Fit(backend, RandomData.Blobs(9, 600, 2, 2), Mixture(type, 2, 2));
        const int N = 40_000;
        var (features, labels) = model.Sample(N, seed: 1);
        Assert.Equal(features.Column(1), model.Sample(N, seed: 1).Features.Column(1));
        Assert.False(features.Column(1).SequenceEqual(model.Sample(N, seed: 2).Features.Column(1)));
        var scale = new ClusterScale(type, 2, [.. model.Means], [.. model.Covariances]);
        for (var k = 0; k < 2; k++)
        {
            var own = RandomData.Take(features, [.. Enumerable.Range(0, N).Where(i => labels[i] == k)]);
            // Five standard errors; the seed is fixed.
            Assert.Equal(model.Weights[k], own.Count / (double)N, 5 * Math.Sqrt(0.25 / N));
            for (var j = 0; j < 2; j++)
            {
                var variance = scale.Covariance(k, j, j);
                Assert.Equal(model.Means[(k * 2) + j], own.Mean[j], 5 * Math.Sqrt(variance / own.Count));
                Assert.Equal(variance, own.Variance[j], 5 * variance * Math.Sqrt(2d / own.Count));
            }

            var product = Enumerable.Range(0, own.Count).Average(i => (own.Column(0)[i] - own.Mean[0]) * (own.Column(1)[i] - own.Mean[1]));
            var bound = Math.Sqrt(2 * scale.Covariance(k, 0, 0) * scale.Covariance(k, 1, 1) / own.Count);
            Assert.Equal(scale.Covariance(k, 0, 1), product, 5 * bound);
        }
    }

    [Theory]
    [MemberData(nameof(Quick))]
    public void Repeats_the_fit_of_a_seed_and_keeps_inputs_untouched(string backend)
    {
        foreach (var init in Enum.GetValues<MixtureInit>())
        {
            var features = RandomData.Blobs(10, 400, 2, 3);
            float[][] before = [[.. features.Column(0)], [.. features.Column(1)]];
            double[] means = [1, 2, 3, 4, 5, 6];
            var mixture = new GaussianMixture { NComponents = 3, Init = init, Seed = 5, Start = new(MeansInit: means) };
            var (first, labels) = Fit(backend, features, mixture);
            var (second, again) = Fit(backend, features, mixture);
            Assert.Equal(first.Means, second.Means);
            Assert.Equal(first.Covariances, second.Covariances);
            Assert.Equal(first.LowerBoundHistory, second.LowerBoundHistory);
            Assert.Equal(labels, again);
            Assert.Equal([1d, 2, 3, 4, 5, 6], means);
            Assert.Equal(before, [features.Column(0).ToArray(), features.Column(1).ToArray()]);
        }
    }

    [Theory]
    [MemberData(nameof(Quick))]
    public void Keeps_the_best_start_and_reports_in_order(string backend)
    {
        var (reports, features) = (new Reports(), RandomData.Blobs(11, 500, 2, 5));
        TestBackends.With(backend, features, voxels =>
        {
            var model = new GaussianMixture { NComponents = 5, NInit = 6, Init = MixtureInit.Random, Seed = 3 }.Fit(voxels, reports).Model;
            var ends = reports.Seen.GroupBy(report => report.Restart).Select(start => start.Last()).ToArray();
            Assert.Equal(Enumerable.Range(1, 6), ends.Select(end => end.Restart));
            Assert.True(
                ends.Select(end => end.Objective).Distinct().Count() > 1, "the starts should end differently, or this shows nothing");
            Assert.Equal(ends.Max(end => end.Objective), model.LowerBound);
            Assert.Equal(ends.MaxBy(end => end.Objective).Iteration, model.NIter);
            Assert.All(reports.Seen, report => Assert.Equal(6, report.Restarts));
            Assert.All(reports.Seen.GroupBy(report => report.Restart), start =>
                Assert.Equal(Enumerable.Range(0, start.Count()), start.Select(report => report.Iteration)));
        });
    }

    [Fact]
    public void Stops_in_the_current_iteration_when_cancelled()
    {
        using var source = new CancellationTokenSource();
        var reports = new Reports(report =>
        {
            if (report.Iteration == 3)
            {
                source.Cancel();
            }
        });
        TestBackends.With("reference", RandomData.Blobs(12, 300, 2, 3), voxels => Assert.ThrowsAny<OperationCanceledException>(
            () => new GaussianMixture { NComponents = 3, Tol = 0, MaxIter = 1000 }.Fit(voxels, reports, source.Token).Model));
        Assert.Equal(3, reports.Seen[^1].Iteration);
    }

    private static (GaussianMixtureModel Model, byte[] Labels) Fit(string backend, FeatureMatrix features, GaussianMixture mixture)
    {
        (GaussianMixtureModel, byte[])? result = null;
        TestBackends.With(backend, features, voxels =>
        {
            var model = mixture.Fit(voxels).Model;
            result = (model, model.Predict(voxels));
        });
        return result!.Value;
    }

    // From a fixed start, so that fits of rearranged data climb the same hill.
    private static GaussianMixture Mixture(CovarianceType type, int k = 3, int d = 3) => new()
    {
        NComponents = k,
        CovarianceType = type,
        Tol = 0,
        MaxIter = 15,
        Start = new(
            [.. Enumerable.Repeat(1d / k, k)],
            [.. Enumerable.Range(0, k * d).Select(i => 4d + (6 * (i / d)) + (i % d))],
            Precisions(type, k, d)),
    };

    private static double[] Precisions(CovarianceType type, int k, int d)
    {
        double[] identity = [.. Enumerable.Range(0, d * d).Select(i => i / d == i % d ? 0.1 : 0)];
        return type.Name switch
        {
            "full" => [.. Enumerable.Repeat(identity, k).SelectMany(matrix => matrix)],
            "tied" => identity,
            "diag" => [.. Enumerable.Repeat(0.1, k * d)],
            _ => [.. Enumerable.Repeat(0.1, k)],
        };
    }

    private static double LogDensity(GaussianMixtureModel model, int k, double[] x)
    {
        var d = model.Dimensions;
        var scale = new ClusterScale(model.CovarianceType, d, [.. model.Means], [.. model.Covariances]);
        var covariance = Matrix<double>.Build.Dense(d, d, (i, j) => scale.Covariance(k, i, j));
        var difference = Vector<double>.Build.Dense(d, j => x[j] - model.Means[(k * d) + j]);
        return Math.Log(model.Weights[k]) - (d / 2d * Math.Log(2 * Math.PI)) - (Math.Log(covariance.Determinant()) / 2)
            - (difference * covariance.Inverse() * difference / 2);
    }

    private static void AssertSame(GaussianMixtureModel expected, GaussianMixtureModel found, double tolerance)
    {
        var scale = new ClusterScale(expected.CovarianceType, expected.Dimensions, [.. expected.Means], [.. expected.Covariances]);
        Assert.True(MixtureDifference.Largest(found.Weights, expected.Weights, _ => 1) <= tolerance, "weights");
        Assert.True(MixtureDifference.Largest(found.Means, expected.Means, scale.OfMean) <= tolerance, "means");
        Assert.True(MixtureDifference.Largest(found.Covariances, expected.Covariances, scale.OfCovariance) <= tolerance, "covariances");
    }
}
