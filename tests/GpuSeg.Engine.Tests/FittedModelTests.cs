using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Engine.Tests;

public sealed class FittedModelTests
{
    private static readonly double[] s_weights = [0.2, 0.5, 0.3], s_means = [3, 10, 8, 4, 15, 14];

    [Theory]
    [InlineData("full", new[] { 9, 2, 2, 4, 5, -1, -1, 7, 16, 6, 6, 9.0 })]
    [InlineData("tied", new[] { 9, 2, 2, 4.0 })]
    [InlineData("diag", new[] { 9, 4, 5, 7, 16, 9.0 })]
    [InlineData("spherical", new[] { 9, 5, 16.0 })]
    public void Labels_voxels_by_the_formula(string name, double[] covariances)
    {
        var type = CovarianceTypes.Find(name)!;
        var features = RandomData.Blobs(5, 2000, 2, 12);
        var model = GaussianMixtureModel.FromParameters(type, s_weights, s_means, covariances, new() { LowerBounds = [-1] });
        double[][] expected = [.. Enumerable.Range(0, features.Count)
            .Select(i => Posterior(features.Column(0)[i], features.Column(1)[i], type, covariances))];
        Assert.Equal(3, expected.Select(Largest).Distinct().Count());
        foreach (var backend in TestBackends.Quick)
        {
            TestBackends.With(backend, features, voxels =>
            {
                Assert.Same(model, new FittedModel(model).Fit(voxels).Model);
                Assert.Equal(expected.Select(Largest), model.Predict(voxels));
                var posteriors = model.PredictProba(voxels);
                Assert.All(expected.Index(), row => Assert.All(row.Item.Index(), entry =>
                    Assert.Equal(entry.Item, posteriors[(entry.Index * features.Count) + row.Index], 1e-5)));
            });
        }
    }

    [Fact]
    public void Centres_label_voxels_by_distance()
    {
        var features = RandomData.Blobs(6, 2000, 2, 3);
        var model = KMeansModel.FromCentres(s_means, s_weights, 12, 5, converged: true, joined: 0);
        byte[] expected = [.. Enumerable.Range(0, features.Count).Select(i => (byte)Enumerable.Range(0, 3)
            .MinBy(k => Math.Pow(features.Column(0)[i] - s_means[2 * k], 2) + Math.Pow(features.Column(1)[i] - s_means[(2 * k) + 1], 2)))];
        TestBackends.With("reference", features, voxels => Assert.Equal(expected, model.Predict(voxels)));
    }

    [Fact]
    public void Rejects_a_model_with_a_different_number_of_features() => TestBackends.With(
        "reference", RandomData.Blobs(1, 50, 3, 2), voxels =>
        Assert.Contains("3 features", Assert.Throws<ArgumentException>(() =>
            new FittedModel(KMeansModel.FromCentres(s_means, s_weights, 1, 1, true, 0)).Fit(voxels)).Message, StringComparison.Ordinal));

    [Fact]
    public void Draws_one_voxel_from_each_run()
    {
        var features = RandomData.Matrix([.. Enumerable.Range(0, 1000).Select(i => (float)i)]);
        Assert.Same(features, features.Sample(1000, 0, 0));
        var sample = features.Sample(100, 0, 3).Column(0).ToArray();
        Assert.Equal(Enumerable.Range(0, 100), sample.Select(value => (int)value / 10));
        Assert.Equal(sample, features.Sample(100, 0, 3).Column(0).ToArray());
        Assert.NotEqual(sample, features.Sample(100, 0, 4).Column(0).ToArray());
    }

    private static byte Largest(double[] posterior) => (byte)Array.IndexOf(posterior, posterior.Max());

    // w N(x | m, C) with the inverse and determinant of two by two written out.
    private static double[] Posterior(double x, double y, CovarianceType type, double[] c)
    {
        double[] densities = [.. Enumerable.Range(0, 3).Select(k =>
        {
            var (a, b, d) = type.Name switch
            {
                "full" => (c[4 * k], c[(4 * k) + 1], c[(4 * k) + 3]),
                "tied" => (c[0], c[1], c[3]),
                "diag" => (c[2 * k], 0, c[(2 * k) + 1]),
                _ => (c[k], 0, c[k]),
            };
            var (u, v, determinant) = (x - s_means[2 * k], y - s_means[(2 * k) + 1], (a * d) - (b * b));
            return s_weights[k] / Math.Sqrt(determinant) * Math.Exp(-((d * u * u) - (2 * b * u * v) + (a * v * v)) / (2 * determinant));
        })];
        return [.. densities.Select(density => density / densities.Sum())];
    }
}
