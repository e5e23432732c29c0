using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels;

namespace GpuSeg.Engine.Tests;

/// <summary>Many models in the passes of one.</summary>
public class JointFitTests
{
    public static IEnumerable<TheoryDataRow<string>> Quick => TestBackends.Quick.Select(backend => new TheoryDataRow<string>(backend));

    private static IEstimator[] Grid =>
    [
        .. from k in Enumerable.Range(2, 4)
           from type in CovarianceTypes.All
           select new GaussianMixture { NComponents = k, CovarianceType = type, Seed = 3, NInit = 2 },
        .. Enumerable.Range(2, 4).Select(k => new KMeans { NClusters = k, NInit = 3, Seed = 3 }),
    ];

    [Theory]
    [MemberData(nameof(Quick))]
    public void Gives_each_estimator_the_model_of_its_own_fit(string backend) => TestBackends.With(
        backend, RandomData.Blobs(1, 3000, 3, 5), voxels =>
    {
        foreach (var result in JointFit.Fit(voxels, Grid))
        {
            var (own, joint) = (result.Estimator.Fit(voxels).Model, result.Model);
            Assert.Equal(own.NIter, joint.NIter);
            Assert.Equal(own.Means, joint.Means);
            Assert.Equal(own.Weights, joint.Weights);
            Assert.Equal((own as GaussianMixtureModel)?.LowerBoundHistory, (joint as GaussianMixtureModel)?.LowerBoundHistory);
        }
    });

    [Fact]
    public void Serves_all_live_models_with_one_pass()
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        using var voxels = VoxelSet.Load(backend, RandomData.Blobs(2, 2000, 2, 4));
        IEstimator[] estimators = [.. Enumerable.Range(2, 4)
            .Select(k => new GaussianMixture { NComponents = k, Init = MixtureInit.RandomFromData, Tol = 0, MaxIter = 17, NInit = 2 })];
        JointFit.Fit(voxels, estimators);
        Assert.Equal(17, backend.Passes.Count);
        Assert.Equal((2000, 8), backend.Passes[0]);
    }

    [Fact]
    public void Shares_the_starting_KMeans_between_mixtures_of_equal_size()
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        using var voxels = VoxelSet.Load(backend, RandomData.Blobs(2, 2000, 2, 4));
        JointFit.Fit(voxels,
            [new GaussianMixture { NComponents = 3 }, new GaussianMixture { NComponents = 3, CovarianceType = CovarianceTypes.Diag }]);
        Assert.Equal(1, backend.Passes[0].Models);
    }

    [Fact]
    public void Samples_voxels_for_the_KMeans_that_starts_mixtures()
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        using var voxels = VoxelSet.Load(backend, RandomData.Blobs(6, 400_000, 2, 3));
        var model = new GaussianMixture { NComponents = 3, Tol = 0, MaxIter = 5 }.Fit(voxels).Model;
        Assert.Equal(1 + 5, backend.Passes.Count(pass => pass.Voxels == 400_000));
        Assert.All(backend.Passes[..^6], pass => Assert.Equal(1 << 18, pass.Voxels));
        Assert.True(backend.Passes.Count > 7);
        Assert.Equal(model.Means, ((GaussianMixtureModel)JointFit.Fit(voxels, [new GaussianMixture { NComponents = 2, Seed = 4 },
            new GaussianMixture { NComponents = 3, Tol = 0, MaxIter = 5 }])[1].Model).Means);
    }

    [Fact]
    public void Separates_starts_that_leave_a_cluster_empty()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            // Repeated voxels, so that starts choose equal centres, at distances without ties, which the order of the clusters would
            // decide.
            var random = new Random(seed);
            float[] places = [.. Enumerable.Range(0, 12).Select(_ => (float)random.NextDouble())];
            float[] Column() => [.. Enumerable.Range(0, 24).Select(_ => places[random.Next(5) * random.Next(3)])];
            TestBackends.With("reference", RandomData.Matrix(Column(), Column()), voxels =>
            {
                var kmeans = new KMeans { NClusters = 4, NInit = 8, Init = KMeansInit.Random, Converge = true, Seed = seed };
                var best = Enumerable.Range(0, 8)
                    .Min(r => (kmeans with { NInit = 1, Seed = seed + (r * 1_000_003) }).Fit(voxels).Model.Inertia);
                Assert.Equal(best, kmeans.Fit(voxels).Model.Inertia, 1e-9);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Quick))]
    public void Continues_when_one_fit_fails(string backend) => TestBackends.With(
        backend, RandomData.Matrix([1, 1, 1, 2, 2, 2.5f], [0, 0, 0, 4, 5, 6]), voxels =>
    {
        var results = JointFit.Fit(
            voxels,
            [
                new GaussianMixture { NComponents = 7 },
                new KMeans { NClusters = 2, NInit = 0 },
                new GaussianMixture { NComponents = 2, RegCovar = 0 },
                new GaussianMixture { NComponents = 2 },
                new KMeans { NClusters = 2 },
            ]);
        Assert.Contains("There are 7 clusters for 6 voxels", Assert.Throws<ArgumentException>(() => results[0].Model).Message);
        Assert.Contains("n_init is 0", results[1].Failure!.Message);
        Assert.Contains("is not positive definite", Assert.Throws<ClusteringException>(() => results[2].Model).Message);
        Assert.True(results[3].Model.Converged);
        Assert.True(results[4].Model.Converged);
    });

    [Theory]
    [MemberData(nameof(Quick))]
    public void Joins_starts_that_reach_the_same_path(string backend) => TestBackends.With(backend, Apart(3), voxels =>
    {
        var kmeans = new KMeans { NClusters = 3, NInit = 8 }.Fit(voxels).Model;
        Assert.InRange(kmeans.JoinedStarts, 4, 7);
        var mixture = new GaussianMixture { NComponents = 3, NInit = 8 }.Fit(voxels).Model;
        Assert.InRange(mixture.JoinedStarts, 4, 7);
        // From single voxels the paths begin apart and meet at the optimum.
        var late = new GaussianMixture { NComponents = 3, NInit = 8, Init = MixtureInit.KMeansPlusPlus, Tol = 0, MaxIter = 60 }.Fit(voxels)
            .Model;
        Assert.InRange(late.JoinedStarts, 4, 7);
        Assert.Equal(60, late.NIter);
        var best = Enumerable.Range(0, 8)
            .Max(seed => new GaussianMixture { NComponents = 3, Seed = seed * 1_000_003 }.Fit(voxels).Model.LowerBound);
        Assert.Equal(best, mixture.LowerBound, 1e-6);
    });

    [Theory]
    [MemberData(nameof(Quick))]
    public void Lists_an_end_for_each_start_with_the_best_first(string backend) => TestBackends.With(
        backend, RandomData.Blobs(4, 2000, 2, 6), voxels =>
    {
        const int starts = 12;
        var (mixture, kmeans) =
            (new GaussianMixture { NComponents = 4, NInit = starts, Seed = 3 }, new KMeans { NClusters = 4, NInit = starts, Seed = 3 });
        var results = JointFit.Fit(voxels, [mixture, kmeans]);
        foreach (var (result, sign) in results.Zip([-1, 1]))
        {
            Assert.Same(result.Model, result.Ends[0].Model);
            Assert.Equal(starts, result.Ends.Sum(end => end.Starts));
            Assert.Equal(starts - result.Ends.Count, result.Model.JoinedStarts);
            Assert.InRange(result.Ends.Count, 2, starts - 1);
            Assert.Equal(result.Ends.Select(end => sign * end.Objective).Order(), result.Ends.Select(end => sign * end.Objective));
        }

        Assert.All(results[0].Ends, end => Assert.Equal(((GaussianMixtureModel)end.Model).LowerBound, end.Objective));
        Assert.All(results[1].Ends, end => Assert.Equal(((KMeansModel)end.Model).Inertia, end.Objective));
    });

    // A start of a joint fit that meets no other ends where a fit of that start alone ends; one that does, ends where the other one does.
    [Fact]
    public void Counts_the_starts_that_reach_an_end() => TestBackends.With("reference", RandomData.Blobs(4, 2000, 2, 6), voxels =>
    {
        const int starts = 12;
        var kmeans = new KMeans { NClusters = 4, NInit = starts, Seed = 3, Converge = true };
        double[] alone =
            [.. Enumerable.Range(0, starts).Select(r => (kmeans with { NInit = 1, Seed = 3 + (r * 1_000_003) }).Fit(voxels).Model.Inertia)];
        var ends = JointFit.Fit(voxels, [kmeans])[0].Ends;
        Assert.InRange(ends.Max(end => end.Starts), 2, starts - 1);
        Assert.All(ends, end => Assert.Equal(alone.Count(inertia => Math.Abs(inertia - end.Objective) < 1e-9 * inertia), end.Starts));
    });

    // Three heaps that no start can mistake.
    private static FeatureMatrix Apart(int heaps)
    {
        var random = new Random(5);
        float[][] columns = [.. Enumerable.Range(0, 2).Select(j => Enumerable.Range(0, 900)
            .Select(i => (float)((100 * (i % heaps) * (1 + j)) + random.NextDouble() + random.NextDouble())).ToArray())];
        return RandomData.Matrix(columns);
    }
}
