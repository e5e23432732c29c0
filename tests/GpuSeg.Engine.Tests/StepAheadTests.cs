using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

/// <summary>Fits over passes that take steps by themselves are those over the same passes taken one by one.</summary>
public class StepAheadTests
{
    private static readonly string[] s_iterating = ["cuda", "opencl", "ilgpu-cpu"];

    public static IEnumerable<TheoryDataRow<string>> Iterating => s_iterating.Select(backend => new TheoryDataRow<string>(backend));

    [Theory]
    [MemberData(nameof(Iterating))]
    public void Gives_the_same_bits_reports_and_joined_starts_for_KMeans(string backend)
    {
        var features = RandomData.Blobs(5, 700, 2, 4);
        IEstimator[] estimators =
        [
            new KMeans { NClusters = 4, NInit = 6, Seed = 1 },
            new KMeans { NClusters = 6, NInit = 2, Tol = 0, Init = KMeansInit.Random },
            new KMeans { NClusters = 5, NInit = 2, MaxIter = 2 },
            new KMeans { NClusters = 3, NInit = 2, MaxIter = 1 },
            // All voxels are nearest to the first: two clusters are empty and find voxels.
            new KMeans { NClusters = 3, InitialCentres = [10, 10, 1e4, 1e4, -1e4, 1e4] },
        ];
        foreach (var estimator in estimators)
        {
            var ((ahead, reports), (plain, expected, _)) = (Fit(backend, features, estimator), FitPlainly(backend, features, estimator));
            Assert.Equal(plain.Means, ahead.Means);
            Assert.Equal(plain.Weights, ahead.Weights);
            Assert.Equal(plain.NIter, ahead.NIter);
            Assert.Equal(plain.Converged, ahead.Converged);
            Assert.Equal(((KMeansModel)plain).Inertia, ((KMeansModel)ahead).Inertia);
            Assert.Equal(expected, reports);
        }
    }

    [Theory]
    [MemberData(nameof(Iterating))]
    public void Follows_the_same_path_for_mixtures_in_a_few_passes_of_the_host(string backend)
    {
        var features = RandomData.Blobs(5, 700, 2, 4);
        foreach (var type in CovarianceTypes.All)
        {
            var mixture =
                new GaussianMixture { NComponents = 3, NInit = 3, CovarianceType = type, Init = MixtureInit.RandomFromData, Tol = 1e-5 };
            var ((ahead, reports), (plain, expected, passes)) = (Fit(backend, features, mixture), FitPlainly(backend, features, mixture));
            Assert.True(passes > 20);
            Assert.Equal(plain.NIter, ahead.NIter);
            Assert.Equal(plain.Converged, ahead.Converged);
            Assert.Equal(plain.Means.Count, ahead.Means.Zip(plain.Means, (a, b) => Math.Abs(a - b)).Count(difference => difference < 1e-3));
            Assert.Equal(expected.Select(Place), reports.Select(Place));
            Assert.All(expected.Zip(reports).Skip(3), pair => Assert.Equal(pair.First.Objective, pair.Second.Objective, 1e-5));
        }
    }

    [Theory]
    [MemberData(nameof(Iterating))]
    public void Reports_a_collapse_with_the_message_of_the_host(string backend)
    {
        // Four voxels on one point: their component has no spread.
        var features = RandomData.Matrix([0, 1, 2, 3, 0.5f, 50, 50, 50, 50], [1, 0, 3, 1, 2, 50, 50, 50, 50]);
        var mixture =
            new GaussianMixture { NComponents = 2, RegCovar = 0, Start = new([0.5, 0.5], [1, 1, 49, 49], [1, 0, 0, 1, 1, 0, 0, 1]) };
        var told = Assert.Throws<ClusteringException>(() => Fit(backend, features, mixture));
        Assert.Equal(Assert.Throws<ClusteringException>(() => FitPlainly(backend, features, mixture)).Message, told.Message);
    }

    [Theory]
    [MemberData(nameof(Iterating))]
    public void Cancels_a_fit_between_two_looks(string backend) => TestBackends.With(backend, RandomData.Blobs(5, 700, 2, 4), voxels =>
    {
        using var source = new CancellationTokenSource();
        var reports = new Reports(_ => source.Cancel());
        var endless = new GaussianMixture { NComponents = 3, Tol = 0, MaxIter = 1000, Init = MixtureInit.RandomFromData };
        Assert.Throws<OperationCanceledException>(() => endless.Fit(voxels, reports, source.Token));
        Assert.InRange(reports.Seen.Count, 1, 100);
    });

    private static (int Restart, int Iteration) Place(FitProgress report) => (report.Restart, report.Iteration);

    private static (IClusterModel Model, List<FitProgress> Reports) Fit(string backend, FeatureMatrix features, IEstimator estimator)
    {
        var (model, reports) = (default(IClusterModel), new Reports());
        TestBackends.With(backend, features, voxels =>
        {
            Assert.IsType<IIteratingPasses>(voxels.Passes, exactMatch: false);
            model = estimator.Fit(voxels, reports).Model;
        });
        return (model!, reports.Seen);
    }

    // A backend that counts passes offers plain ones alone.
    private static (IClusterModel Model, List<FitProgress> Reports, int Passes) FitPlainly(
        string backend, FeatureMatrix features, IEstimator estimator)
    {
        var (model, reports, passes) = (default(IClusterModel), new Reports(), 0);
        TestBackends.With(backend, features, lent =>
        {
            // Not disposed of: the backend inside is lent.
            var counting = new CountingBackend(lent.Backend);
            using var voxels = VoxelSet.Load(counting, features);
            model = estimator.Fit(voxels, reports).Model;
            passes = counting.Passes.Count;
        });
        return (model!, reports.Seen, passes);
    }
}
