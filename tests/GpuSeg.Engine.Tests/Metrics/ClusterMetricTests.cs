using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Tests.Golden;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests.Metrics;

/// <summary>Silhouette, Calinski-Harabasz and Davies-Bouldin: by hand, by their definitions, and beside scikit-learn.</summary>
public class ClusterMetricTests
{
    private const string Script = """
        import sys, numpy as np
        from sklearn.metrics import silhouette_score, calinski_harabasz_score, davies_bouldin_score
        x = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, ndmin=2).astype(np.float32).astype(float)
        labels = [int(c) for c in sys.argv[2]]
        print(silhouette_score(x, labels), calinski_harabasz_score(x, labels), davies_bouldin_score(x, labels))
        """;

    public static IEnumerable<TheoryDataRow<string>> Sets => GoldenFiles.Names("synthetic").Select(set => new TheoryDataRow<string>(set));

    [Fact]
    public void Matches_five_voxels_by_hand()
    {
        // Clusters {0, 2} and {10, 12, 14}; label 1 of 3 has no voxel.
        var found = Measure(RandomData.Matrix([0, 2, 10, 12, 14]), [0, 0, 2, 2, 2], 3);
        double[] silhouettes = [(12 - 2) / 12d, (10 - 2) / 10d, (9 - 3) / 9d, (11 - 2) / 11d, (13 - 3) / 13d];
        Assert.Equal(silhouettes.Average(), found.Silhouette, 1e-7);
        // Means 1, 12, of all 7.6; B = 2 x 6.6^2 + 3 x 4.4^2, W = 2 + 8.
        Assert.Equal(145.2 / (10 / 3d), found.CalinskiHarabasz, 1e-12);
        Assert.Equal((1 + (4 / 3d)) / 11, found.DaviesBouldin, 1e-15);
    }

    [Fact]
    public void Returns_NaN_for_undefined_scores()
    {
        Assert.Equal((double.NaN, double.NaN, double.NaN), Measure(RandomData.Matrix([0, 1, 2]), [0, 0, 0], 1));
        Assert.Equal((double.NaN, double.NaN, double.NaN), Measure(RandomData.Matrix([0, 1, 2]), [1, 1, 1], 2));
        Assert.Equal((double.NaN, double.NaN, double.NaN), Measure(RandomData.Matrix([0, 1, 2]), [0, 1, 2], 3));
    }

    [Fact]
    public void Measures_voxels_that_are_equal_or_alone()
    {
        // scikit-learn 1.2.1: 0.0, 1.0, 0.0 and 2/3, 1.0, 0.0.
        Assert.Equal((0, 1, 0), Measure(RandomData.Matrix([5, 5, 5]), [0, 0, 1], 2));
        var (silhouette, calinskiHarabasz, daviesBouldin) = Measure(RandomData.Matrix([5, 5, 7]), [0, 0, 1], 2);
        Assert.Equal((2 / 3d, 1, 0), (silhouette, calinskiHarabasz, daviesBouldin));
    }

    [Fact]
    public void Matches_the_definitions_on_small_data()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var (count, clusters) = (random.Next(6, 150), random.Next(2, 6));
            var features = RandomData.Blobs(seed, count, random.Next(1, 6), 3);
            // Any labels will do; some clusters are empty, some hold a single voxel.
            byte[] labels =
                [.. Enumerable.Range(0, count).Select(i => (byte)(i == 0 ? 0 : Math.Min(random.Next(clusters), random.Next(1, clusters))))];
            var expected = ByDefinition(features, labels);
            var found = Measure(features, labels, clusters);
            Assert.Equal(expected.Silhouette, found.Silhouette, 1e-6);
            Assert.Equal(expected.CalinskiHarabasz, found.CalinskiHarabasz, 1e-10 * expected.CalinskiHarabasz);
            Assert.Equal(expected.DaviesBouldin, found.DaviesBouldin, 1e-10 * expected.DaviesBouldin);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sets))]
    public void Matches_scikit_learn(string set) => TestBackends.With("cpu", SyntheticTests.Features(set), voxels =>
    {
        var labels = new KMeans { NClusters = 3 }.Fit(voxels).Labels();
        var found = Measure(voxels.Features, labels, 3);
        if (labels.Distinct().Count() < 2)
        {
            Assert.Equal((double.NaN, double.NaN, double.NaN), found);
            return;
        }

        var output = ScikitLearn.Run(Script, GoldenFiles.PathOf("golden", "synthetic", set + ".csv"), string.Concat(labels));
        double[] expected = [.. output.Split().Where(word => word.Length > 0).Select(double.Parse)];
        // Its distances are sqrt(|x|^2 - 2 x.y + |y|^2), which is wrong by 1e-4 for near points far from 0.
        Assert.Equal(expected[0], found.Silhouette, 1e-5);
        Assert.Equal(expected[1], found.CalinskiHarabasz, 1e-9 * expected[1]);
        Assert.Equal(expected[2], found.DaviesBouldin, 1e-6 * expected[2]);
    });

    // ecosystem-facts.md, section 2: scikit-learn's scores of its labels of all four images, K = 3.
    [Fact]
    public void Matches_scikit_learn_on_the_lesson()
    {
        var labels = GoldenFiles.Labels("brain/labels", "gmm_all_k3_raw");
        var features = BrainImages.Features("all");
        var found = Measure(features, labels, 3);
        Assert.Equal(84988, found.CalinskiHarabasz, 0.5);
        Assert.Equal(1.496, found.DaviesBouldin, 5e-4);
        // scikit-learn's samples of 2000, 5000, 10000: 0.406, 0.416, 0.415; that of all voxels, in half a minute: 0.4116.
        Assert.Equal(0.4116, found.Silhouette, 0.02);
        Assert.Equal(0.4116, Silhouette.Of(features, labels, sample: 30_000), 0.006);
    }

    [Fact]
    public void Samples_by_the_seed_and_represents_all_voxels()
    {
        var features = RandomData.Blobs(1, 12_000, 2, 3);
        byte[] labels = [.. Enumerable.Range(0, features.Count).Select(i => (byte)(features.Column(0)[i] > features.Mean[0] ? 1 : 0))];
        var all = Silhouette.Of(features, labels, sample: features.Count);
        Assert.Equal(all, Silhouette.Of(features, labels, sample: features.Count, seed: 5));
        Assert.Equal(Silhouette.Of(features, labels, sample: 2000, seed: 5), Silhouette.Of(features, labels, sample: 2000, seed: 5));
        double[] samples = [.. Enumerable.Range(0, 10).Select(seed => Silhouette.Of(features, labels, sample: 2000, seed: seed))];
        Assert.Equal(10, samples.Distinct().Count());
        Assert.All(samples, sample => Assert.Equal(all, sample, 0.03));
    }

    [Fact]
    public async Task Gives_the_same_bits_for_any_number_of_threads()
    {
        var features = RandomData.Blobs(1, 40_000, 3, 4);
        byte[] labels = [.. Enumerable.Range(0, features.Count).Select(i => (byte)(i * 7919L % 5))];
        var oneThread = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 1).ConcurrentScheduler;
        var alone = await Task.Factory.StartNew(
            () => Measure(features, labels, 5), CancellationToken.None, TaskCreationOptions.None, oneThread);
        Assert.Equal(alone, Measure(features, labels, 5));
    }

    private static (double Silhouette, double CalinskiHarabasz, double DaviesBouldin) Measure(
        FeatureMatrix features, byte[] labels, int clusters)
    {
        var statistics = ClusterStatistics.Of(features, labels, clusters);
        return (Silhouette.Of(features, labels), CalinskiHarabasz.Of(statistics), DaviesBouldin.Of(features, labels, statistics));
    }

    private static (double Silhouette, double CalinskiHarabasz, double DaviesBouldin) ByDefinition(FeatureMatrix features, byte[] labels)
    {
        double[][] rows = [.. Enumerable.Range(0, features.Count).Select(i => features.Rows([i]))];
        int[][] clusters = [.. Enumerable.Range(0, rows.Length).GroupBy(i => labels[i]).Select(members => members.ToArray())];
        double[][] means = [.. clusters.Select(Mean)];
        double[] spreads = [.. clusters.Select((members, k) => members.Average(i => Distance(rows[i], means[k])))];
        var all = Mean([.. Enumerable.Range(0, rows.Length)]);
        var between = clusters.Select((members, k) => members.Length * Math.Pow(Distance(means[k], all), 2)).Sum();
        var within = clusters.Select((members, k) => members.Sum(i => Math.Pow(Distance(rows[i], means[k]), 2))).Sum();
        return (
            Enumerable.Range(0, rows.Length).Average(Of),
            between / within * (rows.Length - clusters.Length) / (clusters.Length - 1),
            Enumerable.Range(0, means.Length).Average(k => Enumerable.Range(0, means.Length).Where(l => l != k)
                .Max(l => (spreads[k] + spreads[l]) / Distance(means[k], means[l]))));

        double[] Mean(int[] members) => [.. rows[0].Select((_, j) => members.Average(i => rows[i][j]))];

        double Of(int row)
        {
            var own = clusters.Single(members => members.Contains(row));
            if (own.Length == 1)
            {
                return 0;
            }

            var a = own.Sum(i => Distance(rows[i], rows[row])) / (own.Length - 1);
            var b = clusters.Where(members => members != own).Min(members => members.Average(i => Distance(rows[i], rows[row])));
            return (b - a) / Math.Max(a, b);
        }
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
}
