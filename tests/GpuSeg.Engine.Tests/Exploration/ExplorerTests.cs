using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Tests.Golden;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels;

namespace GpuSeg.Engine.Tests.Exploration;

public class ExplorerTests
{
    private static readonly FeatureMatrix Features = RandomData.Blobs(4, 6000, 3, 6);

    private static readonly ExplorationGrid Grid = new()
    {
        Subsets = [[0], [0, 2], [0, 1, 2]],
        Standardise = [false, true],
        Clusters = [1, 2, 4],
        Methods = [new GaussianMixture { NInit = 5, Seed = 3 }, new KMeans { NInit = 5, Seed = 3 }],
    };

    [Fact]
    public void Gives_each_cell_the_clustering_of_its_own_fit()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        var cells = Grid.Cells();
        var fits = Explorer.Run(Features, cells, backend).ToArray();
        Assert.Equal(cells, fits.Select(fit => fit.Cell));
        foreach (var (cell, found, _) in fits)
        {
            var clustered = cell.Standardise ? StandardScaler.Fit(Features).Transform(Features).Select(cell.Images)
                : Features.Select(cell.Images);
            using var voxels = VoxelSet.Load(backend, clustered);
            var own = LabelOrder.ByWeight.Apply(cell.Estimator.Fit(voxels)).Model;
            var labels = own.Predict(voxels);
            var statistics = ClusterStatistics.Of(clustered, labels, own.Clusters);
            Assert.Equal(own.Means, found!.Model.Means);
            Assert.Equal(labels, found.Labels.ToArray());
            Assert.Equal((own as GaussianMixtureModel)?.LowerBound ?? ((KMeansModel)own).Inertia, found.Objective);
            Assert.Equal((own as GaussianMixtureModel)?.Bic(voxels), found.Scores?.Bic);
            Assert.Equal((own as GaussianMixtureModel)?.Aic(voxels), found.Scores?.Aic);
            Assert.Equal(Silhouette.Of(clustered, labels), found.Silhouette);
            Assert.Equal(CalinskiHarabasz.Of(statistics), found.CalinskiHarabasz);
            Assert.Equal(DaviesBouldin.Of(clustered, labels, statistics), found.DaviesBouldin);
            Assert.Equal(5, found.Stability.Starts);
        }
    }

    [Fact]
    public void Measures_statistics_of_all_images_in_their_own_units()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        ExplorationCell[] cells = [new([1], true, new KMeans { NClusters = 3 })];
        var found = Explorer.Run(Features, cells, backend).Single().Clustering!;
        var expected = ClusterStatistics.Of(Features, found.Labels, 3);
        Assert.Equal(expected.Means, found.Statistics.Means);
        Assert.Equal(expected.Deviations, found.Statistics.Deviations);
        Assert.Equal([.. expected.Counts.OrderDescending()], found.Statistics.Counts);
    }

    [Fact]
    public void Weights_ends_by_their_gain_over_one_cluster()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        using var voxels = VoxelSet.Load(backend, Features);
        var weights = new List<double>();
        foreach (var type in CovarianceTypes.All)
        {
            ExplorationCell[] cells =
            [
                new([0, 1, 2], false, new GaussianMixture { NComponents = 5, NInit = 8, CovarianceType = type, RegCovar = 0.1,
                    Init = MixtureInit.RandomFromData }),
                new([0, 1, 2], false, new KMeans { NClusters = 5, NInit = 8, Init = KMeansInit.Random }),
            ];
            double[] one =
            [
                new GaussianMixture { CovarianceType = type, RegCovar = 0.1, Converge = true }.Fit(voxels).Model.LowerBound,
                new KMeans { NClusters = 1 }.Fit(voxels).Model.Inertia,
            ];
            foreach (var (fit, single) in Explorer.Run(Features, cells, backend).Zip(one))
            {
                var ends = fit.Clustering!.Ends;
                Assert.True(ends.Count > 1);
                Assert.Equal(1, ends[0].Weight);
                Assert.All(ends, end => Assert.Equal((end.Objective - single) / (ends[0].Objective - single), end.Weight, 1e-6));
                weights.AddRange(ends.Select(end => end.Weight));
            }
        }

        Assert.InRange(weights.Min(), 0.1, 0.95);
    }

    [Fact]
    public void Matches_ends_to_the_clusters_in_label_order()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        using var voxels = VoxelSet.Load(backend, Features);
        var mixture = new GaussianMixture { NComponents = 5, NInit = 8, Init = MixtureInit.RandomFromData };
        var found = Explorer.Run(Features, [new([0, 1, 2], false, mixture)], backend, new() { Order = LabelOrder.ByMean("x1") }).Single()
            .Clustering!;
        var ends = JointFit.Fit(voxels, [mixture])[0].Ends;
        var expected =
            Stability.Of(ends.Select((end, e) => new LabelledEnd(end.Model.Predict(voxels), end.Starts, found.Ends[e].Weight)), 5);
        var order = Enumerable.Range(0, 5).OrderBy(k => ends[0].Model.Means[(3 * k) + 1]).ToArray();
        Assert.NotEqual(Enumerable.Range(0, 5), order);
        Assert.Equal(expected.Agreement.ToArray(), found.Stability.Agreement.ToArray());
        Assert.Equal(order.Select(k => expected.ClusterStarts[k]), found.Stability.ClusterStarts);
        Assert.Equal(order.Select(k => expected.ClusterAgreement[k]), found.Stability.ClusterAgreement);
        Assert.Equal(expected.OptimumOfEnd, found.Stability.OptimumOfEnd);
        Assert.Equal(ends.Select(end => (end.Starts, end.Objective, end.Model.NIter)), found.Ends.Select(
            end => (end.Starts, end.Objective, end.NIter)));
    }

    [Fact]
    public void Continues_when_one_fit_fails()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        var features = RandomData.Matrix([1, 1, 1, 2, 2, 2.5f], [0, 0, 0, 4, 5, 6]);
        ExplorationCell[] cells =
        [
            new([0, 1], false, new GaussianMixture { NComponents = 7 }),
            new([0, 1], false, new GaussianMixture { NComponents = 2, RegCovar = 0 }),
            new([0, 1], false, new GaussianMixture { NComponents = 2 }),
            new([0], false, new KMeans { NClusters = 2 }),
        ];
        var fits = Explorer.Run(features, cells, backend, new() { OptimumPasses = 10, Order = LabelOrder.ByMean("x1") }).ToArray();
        Assert.Contains("There are 7 clusters for 6 voxels", fits[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("is not positive definite", fits[1].Failure!.Message, StringComparison.Ordinal);
        Assert.Null(fits[2].Failure);
        Assert.Equal([3, 3], fits[2].Clustering!.Statistics.Counts);
        Assert.Contains("cannot be ordered by their mean of x1: clustered were x0", fits[3].Failure!.Message, StringComparison.Ordinal);
        Assert.All(fits, fit => Assert.True((fit.Clustering is null) == (fit.Failure is not null)));
    }

    [Fact]
    public void Loads_voxels_once_and_two_sets_at_a_time()
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        Assert.Equal(36, Explorer.Run(Features, Grid.Cells(), backend).Count());
        Assert.Equal((6, 0), (backend.Loads, backend.Held));
        Assert.InRange(backend.MostHeld, 1, 2);
    }

    [Fact]
    public void Stops_the_next_fit_and_releases_the_voxels_when_left_early()
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        ExplorationCell[] cells =
            [new([0], false, new KMeans { NClusters = 2 }), new([1], false, new GaussianMixture { Tol = 0, MaxIter = 20_000 })];
        Assert.Equal([0], Explorer.Run(Features, cells, backend).First().Cell.Images);
        Assert.Equal(0, backend.Held);
        Assert.InRange(backend.Loads, 1, 2);
        Assert.InRange(backend.Passes.Count, 1, 19_999);
    }

    [Fact]
    public void Stops_and_releases_the_voxels_when_cancelled()
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        using var cancel = new CancellationTokenSource();
        var seen = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var fit in Explorer.Run(Features, Grid.Cells(), backend, cancellation: cancel.Token))
            {
                seen++;
                cancel.Cancel();
            }
        });
        Assert.Equal((1, 0), (seen, backend.Held));
        Assert.ThrowsAny<OperationCanceledException>(() => Explorer.Run(Features, Grid.Cells(), backend, cancellation: cancel.Token).Any());
        Assert.Equal(0, backend.Held);
    }

    [Fact]
    public void Reports_fits_and_iterations()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        var heard = new Heard();
        Assert.Equal(36, Explorer.Run(Features, Grid.Cells(), backend, progress: heard).Count());
        var reports = heard.Reports;
        Assert.All(reports.Zip(reports.Skip(1)), pair =>
            Assert.True(pair.Second.Fitted >= pair.First.Fitted && pair.Second.Iterations >= pair.First.Iterations));
        Assert.Equal((36, 36), (reports[^1].Fitted, reports[^1].Cells));
        Assert.True(reports[^1].Iterations > 36 * 5);
    }

    [Fact]
    public void Gives_the_same_bits_for_any_number_of_threads()
    {
        var features = RandomData.Blobs(5, 70_000, 2, 5);
        var grid = new ExplorationGrid
        {
            Subsets = [[0], [0, 1]],
            Methods = [new GaussianMixture { NInit = 10 }, new KMeans()],
            Clusters = [3, 4],
        };
        var (alone, together) = (Run(1), Run(0));
        foreach (var (a, b) in alone.Zip(together))
        {
            Assert.Equal(
                (a.Objective, a.Scores, a.Silhouette, a.CalinskiHarabasz, a.DaviesBouldin, a.Stability.MeanAgreement),
                (b.Objective, b.Scores, b.Silhouette, b.CalinskiHarabasz, b.DaviesBouldin, b.Stability.MeanAgreement));
            Assert.Equal(a.Stability.Agreement.ToArray(), b.Stability.Agreement.ToArray());
            Assert.Equal(a.Statistics.Means, b.Statistics.Means);
            Assert.Equal(a.Optimum?.BestDice, b.Optimum?.BestDice);
        }

        JudgedClustering[] Run(int threads)
        {
            using var backend = HostBackends.All.Find("cpu").Create(new(threads));
            return [.. Explorer.Run(features, grid.Cells(), backend, new() { OptimumPasses = 30 }).Select(fit => fit.Clustering!)];
        }
    }

    [Fact]
    public void Continues_to_the_optimum_when_the_fit_did_not()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        ExplorationCell[] cells =
        [
            new([0, 1], false, new GaussianMixture { NComponents = 4, Init = MixtureInit.RandomFromData, NInit = 3 }),
            new([0, 1], false, new GaussianMixture { NComponents = 4, Converge = true }),
            new([0, 1], false, new KMeans { NClusters = 4 }),
        ];
        WayToOptimum?[] Ways(int passes) =>
            [.. Explorer.Run(Features, cells, backend, new() { OptimumPasses = passes }).Select(fit => fit.Clustering!.Optimum)];
        Assert.All(Ways(0), Assert.Null);
        var (ways, shortened) = (Ways(1000), Ways(3)[0]!);
        Assert.All(ways[1..], Assert.Null);
        Assert.True(ways[0]!.Reached);
        Assert.Equal((3, false), (shortened.Passes, shortened.Reached));
        Assert.True(ways[0]!.Objective > shortened.Objective);
    }

    [Fact]
    public void Warns_when_the_way_to_the_optimum_fails_and_keeps_the_fit()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        // Nothing keeps a component from shrinking to the equal voxels.
        var features = RandomData.Matrix([0, 0, 0, 0, 0, 0, 3, 4, 5, 7]);
        ExplorationCell[] cells =
            [new([0], false, new GaussianMixture { NComponents = 2, RegCovar = 0, Tol = 100, Init = MixtureInit.Random })];
        var found = Explorer.Run(features, cells, backend, new() { OptimumPasses = 100 }).Single().Clustering!;
        Assert.Null(found.Optimum);
        Assert.Contains("The way to the optimum ended early. ", Assert.Single(found.Warnings), StringComparison.Ordinal);
        Assert.Contains("raise reg_covar", found.Warnings[0], StringComparison.Ordinal);
    }

    // golden/README.md, "The lesson's result is not the optimum": the cluster of the lesson's figure is not there any more.
    [Fact]
    public void Loses_the_lesion_at_the_optimum_of_the_lesson()
    {
        GoldenFiles.Read("brain", "gmm_all_k3_raw");
        using var backend = HostBackends.All.Find("cpu").Create(new());
        ExplorationCell[] cells = [new([0, 1, 2, 3], false, new GaussianMixture { NComponents = 3 })];
        var found = Explorer.Run(BrainImages.Features("all"), cells, backend, new() { OptimumPasses = 300 }).Single().Clustering!;
        Assert.All(found.Statistics.Counts.Zip([140277, 89578, 10536]), count => Assert.InRange(count.First - count.Second, -100, 100));
        Assert.True(found.Optimum!.Reached);
        Assert.Equal(-25.17812, found.Optimum.Objective, 1e-5);
        Assert.Equal(0.736, found.Optimum.LabelsKept, 0.005);
        Assert.Equal(0.37, found.Optimum.BestDice[2], 0.01);
    }

    [Fact]
    public void Rejects_a_cell_without_images()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        Assert.Throws<ArgumentException>(() => Explorer.Run(Features, [new([], false, new KMeans())], backend));
        Assert.Throws<ArgumentException>(() => Explorer.Run(Features, [new([3], false, new KMeans())], backend));
    }

    private sealed class Heard : IProgress<ExplorationProgress>
    {
        public List<ExplorationProgress> Reports { get; } = [];

        public void Report(ExplorationProgress value) => Reports.Add(value);
    }
}
