using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

/// <summary>Everything that cannot be done is refused in a sentence that names what was found.</summary>
public class RefusalTests
{
    public static IEnumerable<TheoryDataRow<GaussianMixture, string>> Mixtures =>
    [
        new(new() { NComponents = 0 }, "n_components is 0; it must be a number from 1 to 255."),
        new(new() { NComponents = 256 }, "n_components is 256; it must be a number from 1 to 255."),
        new(new() { NComponents = 9 }, "There are 9 clusters for 8 voxels; use fewer clusters or a larger mask."),
        new(new() { NInit = 0 }, "n_init is 0; it must be at least 1."),
        new(new() { MaxIter = 0 }, "max_iter is 0; it must be at least 1."),
        new(new() { Tol = -1 }, "tol is -1; it must be at least 0."),
        new(new() { Tol = double.NaN }, "tol is NaN; it must be at least 0."),
        new(new() { RegCovar = -1 }, "reg_covar is -1; it must be at least 0."),
        new(new() { NComponents = 2, Start = new([0.5, 0.6]) },
            "weights_init sums to 1.1; weights must not be negative and must sum to 1."),
        new(new() { NComponents = 2, Start = new([1.5, -0.5]) }, "weights_init sums to 1; weights must not be negative and must sum to 1."),
        new(new() { NComponents = 2, Start = new([1]) }, "weights_init holds 1 values; shape (2) needs 2."),
        new(new() { NComponents = 2, Start = new(MeansInit: [1]) }, "means_init holds 1 values; shape (2, 1) needs 2."),
        new(new() { NComponents = 2, Start = new(MeansInit: [1, double.NaN]) }, "means_init holds a value that is not finite."),
        new(new() { NComponents = 2, Start = new(PrecisionsInit: [1]) }, "precisions_init holds 1 values; shape (2, 1, 1) needs 2."),
    ];

    public static IEnumerable<TheoryDataRow<KMeans, string>> Centres =>
    [
        new(new() { NClusters = 0 }, "n_clusters is 0; it must be a number from 1 to 255."),
        new(new() { NClusters = 256 }, "n_clusters is 256; it must be a number from 1 to 255."),
        new(new() { NClusters = 9 }, "There are 9 clusters for 8 voxels; use fewer clusters or a larger mask."),
        new(new() { NInit = 0 }, "n_init is 0; it must be at least 1."),
        new(new() { MaxIter = 0 }, "max_iter is 0; it must be at least 1."),
        new(new() { Tol = -1e-9 }, "tol is -1E-09; it must be at least 0."),
        new(new() { NClusters = 2, InitialCentres = [1, 2, 3] }, "init holds 3 values; shape (2, 1) needs 2."),
    ];

    [Theory]
    [MemberData(nameof(Mixtures), DisableDiscoveryEnumeration = true)]
    public void Rejects_invalid_mixture_parameters(GaussianMixture mixture, string sentence) => TestBackends.With(
        "reference", Eight(), voxels =>
        Assert.Equal(sentence, Assert.Throws(TypeOf(sentence), () => mixture.Fit(voxels)).Message));

    [Theory]
    [MemberData(nameof(Centres), DisableDiscoveryEnumeration = true)]
    public void Rejects_invalid_KMeans_parameters(KMeans kmeans, string sentence) => TestBackends.With("reference", Eight(), voxels =>
        Assert.Equal(sentence, Assert.Throws(TypeOf(sentence), () => kmeans.Fit(voxels)).Message));

    [Fact]
    public void Rejects_precisions_that_are_not_positive_definite() => TestBackends.With("reference", Eight(), voxels =>
    {
        var refused = Assert.Throws<StartException>(() => new GaussianMixture { NComponents = 1, Start = new([1], [1], [-1]) }.Fit(voxels));
        Assert.Contains("precisions_init of component 1 is not positive definite", refused.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("full")]
    [InlineData("tied")]
    [InlineData("diag")]
    public void Rejects_a_constant_feature_without_regularisation(string name)
    {
        var type = CovarianceTypes.Find(name)!;
        // 7.3 is not a sum of powers of two: the mean of a thousand of it has a rounding error, and its variance is not exactly 0.
        var features = RandomData.Matrix([.. RandomData.Blobs(1, 1000, 1, 2).Column(0)], [.. Enumerable.Repeat(7.3f, 1000)]);
        TestBackends.With("reference", features, voxels =>
        {
            var refused = Assert.Throws<ClusteringException>(
                () => new GaussianMixture { NComponents = 2, CovarianceType = type, RegCovar = 0 }.Fit(voxels));
            Assert.Contains("use fewer components, leave out an image that repeats another, scale the features, or raise reg_covar.",
                refused.Message, StringComparison.Ordinal);
            Assert.Contains(
                "x1 has the same value in every voxel and tells nothing apart; leave it out.",
                new GaussianMixture { NComponents = 2, CovarianceType = type }.Fit(voxels).Model.Warnings);
        });
    }

    [Fact]
    public void Rejects_voxels_with_a_different_number_of_features() => TestBackends.With("reference", Eight(), voxels =>
    {
        var (mixture, kmeans) = (new GaussianMixture().Fit(voxels).Model, new KMeans { NClusters = 1 }.Fit(voxels).Model);
        TestBackends.With("reference", RandomData.Blobs(1, 20, 2, 1), others =>
        {
            Assert.Equal("The voxels have 2 features; the model was fitted to 1.",
                Assert.Throws<ArgumentException>(() => mixture.Predict(others)).Message);
            Assert.Throws<ArgumentException>(() => kmeans.Predict(others));
        });
    });

    [Fact]
    public void Rejects_features_that_are_not_a_matrix()
    {
        Assert.Equal("as many names as columns are needed", Refused(["a"], [1], [2]));
        Assert.Equal("at least one column and one row are needed", Refused([]));
        Assert.Equal("at least one column and one row are needed", Refused(["a"], (float[])[]));
        Assert.Equal("all columns must have the same length", Refused(["a", "b"], [1], [1, 2]));
        Assert.Equal("every value must be finite", Refused(["a"], [1, float.NaN, 2]));
        Assert.Equal("every value must be finite", Refused(["a"], [1, 2, float.NegativeInfinity]));
    }

    private static string Refused(string[] names, params float[][] columns) =>
        Assert.Throws<ArgumentException>(() => new FeatureMatrix(names, columns)).Message;

    private static FeatureMatrix Eight() => RandomData.Matrix([1, 2, 3, 4, 5, 6, 7, 9]);

    // Starts come from users' files, options from the program: the command tells them apart.
    private static Type TypeOf(string sentence) =>
        sentence.Contains("init ", StringComparison.Ordinal) && !sentence.StartsWith("n_init", StringComparison.Ordinal)
            ? typeof(StartException)
            : typeof(ArgumentException);
}
