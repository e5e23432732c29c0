using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

/// <summary>Properties of KMeans on any data.</summary>
public class KMeansPropertyTests
{
    public static IEnumerable<TheoryDataRow<string>> Quick => TestBackends.Quick.Select(backend => new TheoryDataRow<string>(backend));

    private static double Rounding(string backend) => backend == "reference" ? 1e-12 : 1e-6;

    [Theory]
    [MemberData(nameof(Quick))]
    public void Matches_four_points_by_hand(string backend) => TestBackends.With(
        backend, RandomData.Matrix([0, 1, 10, 14], [0, 0, 0, 0]), voxels =>
    {
        // From 0 and 1: the first takes 0, the second the rest, mean 25/3; then {0, 1} and {10, 14}; then nothing moves.
        var model = new KMeans { NClusters = 2, InitialCentres = [0, 0, 1, 0], Tol = 0 }.Fit(voxels).Model;
        Assert.Equal([0.5, 0, 12, 0], model.Means);
        Assert.Equal(0.5 + 8, model.Inertia);
        Assert.Equal(-8.5, model.Score(voxels));
        Assert.Equal(3, model.NIter);
        Assert.True(model.Converged);
        Assert.Equal([0, 0, 1, 1], model.Predict(voxels).Select(label => (int)label));
    });

    [Theory]
    [MemberData(nameof(Quick))]
    public void Assigns_a_voxel_between_two_centres_to_the_first(string backend) => TestBackends.With(
        backend, RandomData.Matrix([0, 4, 2]), voxels =>
    {
        Assert.Equal(0, new KMeans { NClusters = 2, InitialCentres = [0, 4], MaxIter = 1, Tol = 1e9 }.Fit(voxels).Labels()[0]);
        // The centres move to 1 and 4 only if the tie went to the first.
        Assert.Equal([1d, 4], new KMeans { NClusters = 2, InitialCentres = [0, 4] }.Fit(voxels).Model.Means);
    });

    [Theory]
    [MemberData(nameof(Quick))]
    public void Lowers_the_inertia_in_every_iteration(string backend)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var reports = new Reports();
            var kmeans = new KMeans { NClusters = 2 + (seed % 6), NInit = 1, Seed = seed, Tol = 0, Init = (KMeansInit)(seed % 2) };
            TestBackends.With(backend, RandomData.Blobs(seed, 900, 1 + (seed % 4), 4), voxels =>
            {
                var model = kmeans.Fit(voxels, reports).Model;
                var inertias = reports.Seen.Skip(1).Select(report => report.Objective).ToArray();
                Assert.Equal(model.NIter, inertias.Length);
                Assert.All(inertias.Zip(inertias.Skip(1)), pair => Assert.True(pair.Second <= pair.First * (1 + Rounding(backend))));
                Assert.Equal(inertias[^1], model.Inertia, Rounding(backend) * model.Inertia);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Quick))]
    public void Keeps_centres_when_voxels_are_repeated_and_permuted(string backend)
    {
        var (features, order) = (RandomData.Blobs(21, 500, 3, 3), RandomData.Shuffled(500, 2));
        var (plain, labels) = Fit(backend, features);
        var (twice, _) = Fit(backend, RandomData.Take(features, [.. order, .. order]));
        Assert.All(plain.Means.Zip(twice.Means), pair => Assert.Equal(pair.First, pair.Second, 100 * Rounding(backend)));
        Assert.Equal(2 * plain.Inertia, twice.Inertia, Rounding(backend) * twice.Inertia);
        Assert.Equal(order.Select(i => labels[i]), Fit(backend, RandomData.Take(features, order)).Labels);
    }

    [Fact]
    public void Picks_distant_centres_with_k_means_plus_plus() => TestBackends.With("reference", Clumps(), voxels =>
    {
        for (var seed = 0; seed < 30; seed++)
        {
            // One iteration from one voxel of each of eight clumps puts a centre into each; equally likely voxels hardly ever do.
            Assert.Equal(8, Clumped(new KMeans { NClusters = 8, NInit = 1, MaxIter = 1, Seed = seed }.Fit(voxels).Model));
        }

        Assert.Contains(Enumerable.Range(0, 30), seed =>
            Clumped(new KMeans { NClusters = 8, NInit = 1, MaxIter = 1, Seed = seed, Init = KMeansInit.Random }.Fit(voxels).Model) < 8);
    });

    [Theory]
    [MemberData(nameof(Quick))]
    public void Keeps_the_start_of_least_inertia(string backend) => TestBackends.With(backend, RandomData.Blobs(23, 600, 2, 6), voxels =>
    {
        var reports = new Reports();
        var model = new KMeans { NClusters = 6, NInit = 8, Init = KMeansInit.Random, Tol = 0 }.Fit(voxels, reports).Model;
        var ends = reports.Seen.GroupBy(report => report.Restart).Select(start => start.Last().Objective).ToArray();
        Assert.Equal(8, ends.Length);
        Assert.True(ends.Max() > 1.01 * ends.Min(), "the starts should end differently, or this shows nothing");
        Assert.Equal(ends.Min(), model.Inertia, 10 * Rounding(backend) * model.Inertia);
    });

    [Theory]
    [MemberData(nameof(Quick))]
    public void Warns_when_there_are_more_clusters_than_distinct_voxels(string backend) => TestBackends.With(
        backend, RandomData.Matrix([1, 1, 2, 2, 3]), voxels =>
    {
        var model = new KMeans { NClusters = 4 }.Fit(voxels).Model;
        Assert.Contains("Only 3 of 4 clusters hold voxels; use fewer clusters.", model.Warnings);
        Assert.Equal(0, model.Inertia, 1e-12);
        Assert.All(model.Means, centre => Assert.True(double.IsFinite(centre)));
    });

    [Fact]
    public void Stops_in_the_current_iteration_when_cancelled()
    {
        using var source = new CancellationTokenSource();
        var reports = new Reports(report =>
        {
            if (report.Iteration == 1)
            {
                source.Cancel();
            }
        });
        TestBackends.With("reference", RandomData.Blobs(24, 300, 2, 3), voxels => Assert.ThrowsAny<OperationCanceledException>(
            () => new KMeans { NClusters = 3 }.Fit(voxels, reports, source.Token).Model));
        Assert.Equal(1, reports.Seen[^1].Iteration);
    }

    // Eight tight clumps of five at 0, 100, .. 700.
    private static FeatureMatrix Clumps() => RandomData.Matrix([.. Enumerable.Range(0, 40).Select(i => (100f * (i / 5)) + (i % 5))]);

    private static int Clumped(KMeansModel model) => model.Means.Select(centre => (int)(centre / 100)).Distinct().Count();

    private static (KMeansModel Model, byte[] Labels) Fit(string backend, FeatureMatrix features)
    {
        (KMeansModel, byte[])? result = null;
        TestBackends.With(backend, features, voxels =>
        {
            var model = new KMeans { NClusters = 3, InitialCentres = [1, 2, 3, 8, 9, 10, 15, 16, 17], Tol = 0 }.Fit(voxels).Model;
            result = (model, model.Predict(voxels));
        });
        return result!.Value;
    }

    // Partitions that differ in one feature alone have the same counts and the same sums of the other.
    [Fact]
    public void Keeps_a_better_start_when_the_first_feature_is_constant()
    {
        float[] constant = new float[400], narrow = new float[400], wide = new float[400];
        for (var i = 0; i < 400; i++)
        {
            (constant[i], narrow[i], wide[i]) = (5, i % 2 == 0 ? 1 : -1, i / 2 % 2 == 0 ? 10 : -10);
        }

        TestBackends.With("reference", new FeatureMatrix(["constant", "narrow", "wide"], [constant, narrow, wide]), voxels =>
        {
            for (var seed = 0; seed < 5; seed++)
            {
                var model = new KMeans { NClusters = 2, Init = KMeansInit.Random, NInit = 30, Seed = seed }.Fit(voxels).Model;
                Assert.Equal(400, model.Inertia, 1e-6);
            }
        });
    }

    // A power of two changes no digit: the starts, and all that follows, must be the same up to it.
    [Theory]
    [InlineData(60)]
    [InlineData(-100)]
    public void Starts_independently_of_the_unit_of_intensities(int exponent)
    {
        var features = RandomData.Blobs(7, 500, 2, 5);
        var scaled = new FeatureMatrix(features.Names, [.. Enumerable.Range(0, 2).Select(j =>
            Array.ConvertAll(features.Column(j).ToArray(), x => MathF.ScaleB(x, exponent)))]);
        TestBackends.With("cpu", features, plain => TestBackends.With("cpu", scaled, other =>
        {
            var kmeans = new KMeans { NClusters = 5, NInit = 1, Seed = 3 };
            Assert.Equal(kmeans.Fit(plain).Model.Means.Select(x => Math.ScaleB(x, exponent)), kmeans.Fit(other).Model.Means);
        }));
    }
}
