using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Spatial;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests.Spatial;

public sealed class SpatialStageTests
{
    private static readonly GaussianMixture s_plain = new() { NComponents = 3 };
    private static readonly LabelOrder s_byMean = LabelOrder.ByMean("x0");

    public static TheoryData<string> Names => [.. TestBackends.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Improves_noisy_labels_by_neighbours(string backend)
    {
        var phantom = new TissuePhantom(noise: 20, field: 0);
        var (plain, spatial) = Accuracies(backend, phantom, new() { BiasOrder = 0 });
        Assert.InRange(spatial - plain, 0.08, 1);
        Assert.InRange(spatial, 0.93, 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Recovers_a_smooth_field(string backend)
    {
        var phantom = new TissuePhantom(noise: 8, field: 0.4);
        TestBackends.With(backend, phantom.Features, phantom.Lattice, voxels =>
        {
            var clustering = (ISpatialClustering)Fit(voxels, new());
            var (multipliers, restored) = (new float[voxels.Count], new float[voxels.Count]);
            clustering.Bias!.Multipliers(0, multipliers);
            clustering.Bias.Restore(phantom.Features, 0, restored);
            // The level belongs to the means: the shape is compared.
            var level = phantom.Fields.Average() / multipliers.Average();
            Assert.All(multipliers.Zip(phantom.Fields), pair => Assert.Equal(pair.Second, pair.First * level, 0.02));
            Assert.All(restored.Index(), value =>
                Assert.Equal(phantom.Features.Column(0)[value.Index] / multipliers[value.Index], value.Item, 1e-2));
            Assert.Equal(multipliers.Min(), clustering.Bias.Ranges[0].Least, 1e-6);
            Assert.Equal(multipliers.Max(), clustering.Bias.Ranges[0].Most, 1e-6);
            Assert.Equal(9, clustering.Bias.Terms);
        });
    }

    [Fact]
    public void Improves_labels_under_a_field()
    {
        var phantom = new TissuePhantom(noise: 15, field: 0.4);
        var (plain, spatial) = Accuracies("cpu", phantom, new());
        var (_, withoutField) = Accuracies("cpu", phantom, new() { BiasOrder = 0 });
        Assert.InRange(spatial - plain, 0.05, 1);
        Assert.InRange(spatial - withoutField, 0.005, 1);
    }

    [Fact]
    public void Leaves_the_model_of_the_plain_fit()
    {
        var phantom = new TissuePhantom(noise: 15, field: 0.3, images: 2);
        TestBackends.With("cpu", phantom.Features, phantom.Lattice, voxels =>
        {
            var (plain, spatial) = (s_plain.Fit(voxels).Model, (s_plain with { Spatial = new() }).Fit(voxels).Model);
            Assert.Equal(plain.Means, spatial.Means);
            Assert.Equal(plain.Covariances, spatial.Covariances);
            Assert.Equal(plain.Weights, spatial.Weights);
            Assert.Equal(plain.Predict(voxels), spatial.Predict(voxels));
        });
    }

    [Theory]
    [InlineData("reference", "cpu")]
    public void Agrees_between_backends(string one, string other)
    {
        var phantom = new TissuePhantom(noise: 15, field: 0.3, images: 2);
        byte[] Labels(string backend)
        {
            byte[] labels = [];
            TestBackends.With(backend, phantom.Features, phantom.Lattice, voxels => labels = Fit(voxels, new()).Labels());
            return labels;
        }

        Assert.InRange(Labels(one).Zip(Labels(other)).Count(pair => pair.First != pair.Second), 0, 1);
    }

    // Intensity 0 moves with the scaling, and the field multiplies distances from it.
    [Fact]
    public void Gives_scaled_features_the_same_labels_and_field()
    {
        var phantom = new TissuePhantom(noise: 12, field: 0.4);
        var scaler = StandardScaler.Fit(phantom.Features);
        var (labels, fields) = (new byte[2][], new float[2][]);
        foreach (var (i, features) in ((FeatureMatrix[])[phantom.Features, scaler.Transform(phantom.Features)]).Index())
        {
            TestBackends.With("reference", features, phantom.Lattice, voxels =>
            {
                var clustering = (ISpatialClustering)Fit(voxels, new());
                labels[i] = clustering.Labels();
                clustering.Bias!.Multipliers(0, fields[i] = new float[voxels.Count]);
            });
        }

        Assert.InRange(labels[0].Zip(labels[1]).Count(pair => pair.First != pair.Second), 0, 3);
        Assert.All(fields[0].Zip(fields[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void Estimates_a_field_anew_when_a_model_is_applied()
    {
        var (fitted, other) = (new TissuePhantom(noise: 10, field: 0), new TissuePhantom(noise: 10, field: 0.4));
        GaussianMixtureModel model = null!;
        TestBackends.With("cpu", fitted.Features, fitted.Lattice, voxels =>
            model = (GaussianMixtureModel)Fit(voxels, new()).Model);
        TestBackends.With("cpu", other.Features, other.Lattice, voxels =>
        {
            var applied = (ISpatialClustering)new FittedModel(model).Fit(voxels);
            Assert.Same(model, applied.Model);
            Assert.InRange(applied.Bias!.Ranges[0].Most - applied.Bias.Ranges[0].Least, 0.2, 0.6);
            Assert.InRange(other.Accuracy(applied.Labels()), other.Accuracy(model.Predict(voxels)) + 0.02, 1);
        });
    }

    [Fact]
    public void Scores_labels_posteriors_and_likelihood_of_the_clustering()
    {
        var phantom = new TissuePhantom(noise: 15, field: 0.2);
        TestBackends.With("cpu", phantom.Features, phantom.Lattice, voxels =>
        {
            var clustering = Fit(voxels, new());
            var labels = new byte[voxels.Count];
            var scores = clustering.LabelsWithScores(labels)!;
            var posteriors = new float[3 * voxels.Count];
            clustering.Posteriors(posteriors);
            Assert.Equal(labels, clustering.Labels());
            Assert.All(labels.Index(), label => Assert.Equal(
                Enumerable.Range(0, 3).Max(k => posteriors[(k * voxels.Count) + label.Index]),
                posteriors[(label.Item * voxels.Count) + label.Index]));
            // Neighbours tell much of a voxel's tissue, and the field explains spread.
            Assert.InRange(scores.Score, clustering.Model.Scores(voxels)!.Score + 0.2, 0);
            // 2 weights, 3 means, 3 variances and 9 coefficients of the field.
            Assert.Equal((-2 * voxels.Count * scores.Score) + (17 * Math.Log(voxels.Count)), scores.Bic, 1e-6 * Math.Abs(scores.Bic));
            Assert.Equal((-2 * voxels.Count * scores.Score) + 34, scores.Aic, 1e-6 * Math.Abs(scores.Aic));
        });
    }

    [Fact]
    public void Stays_plain_without_neighbours_and_field()
    {
        Assert.Null(((GaussianMixture)Set(Set(s_plain, "mrf", 0d), "bias", 0)).Spatial);
        var phantom = new TissuePhantom(noise: 20, field: 0.2);
        TestBackends.With("cpu", phantom.Features, phantom.Lattice, voxels => Assert.Equal(
            s_plain.Fit(voxels).Model.Predict(voxels),
            (s_plain with { Spatial = new() { Beta = 0, BiasOrder = 0 } }).Fit(voxels).Model.Cluster(voxels) is IClustering same
                ? same.Labels()
                : []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fits_a_field_to_few_slices(int slices)
    {
        var random = new Random(3);
        var lattice = new VoxelLattice([40, 30, slices], [1, 1, 5], VoxelLatticeTests.Words(new('1', 1200 * slices)));
        var features = RandomData.Matrix(
            [.. Enumerable.Range(0, 1200 * slices).Select(i => (float)((i % 40 < 20 ? 50 : 100) + (5 * random.NextDouble())))]);
        TestBackends.With("cpu", features, lattice, voxels =>
        {
            var clustering = (ISpatialClustering)(new GaussianMixture { NComponents = 2, Spatial = new() }).Fit(voxels);
            // 9 terms less z, xz, yz and z^2; with two slices only less z^2.
            Assert.Equal(slices == 1 ? 5 : 8, clustering.Bias!.Terms);
            Assert.InRange(clustering.Bias.Ranges[0].Least, 0.9, 1);
            Assert.InRange(clustering.Bias.Ranges[0].Most, 1, 1.1);
        });
    }

    [Fact]
    public void Refuses_voxels_without_places() => TestBackends.With("cpu", RandomData.Blobs(1, 100, 1, 2), voxels =>
        Assert.Contains(
            "lattice",
            Assert.Throws<ArgumentException>(() => (s_plain with { Spatial = new() }).Fit(voxels)).Message,
            StringComparison.Ordinal));

    [Fact]
    public void Runs_once_and_releases_its_memory_with_the_voxels()
    {
        var phantom = new TissuePhantom(noise: 15, field: 0);
        using var backend = new FieldCounter(new Kernels.Reference.ReferenceBackend());
        using (var voxels = VoxelSet.Load(backend, phantom.Features, phantom.Lattice))
        {
            var clustering = Fit(voxels, new() { BiasOrder = 0 });
            Assert.Equal(0, backend.Created);
            _ = clustering.Labels();
            _ = clustering.Scores();
            Assert.Equal((1, 0), (backend.Created, backend.Disposed));
        }

        Assert.Equal(1, backend.Disposed);
    }

    private static IEstimator Set(IEstimator estimator, string parameter, object value) =>
        estimator.Parameters.Single(p => p.Name == parameter).With(estimator, value);

    private static IClustering Fit(VoxelSet voxels, SpatialStage stage) =>
        s_byMean.Apply((s_plain with { Spatial = stage }).Fit(voxels));

    private static (double Plain, double Spatial) Accuracies(string backend, TissuePhantom phantom, SpatialStage stage)
    {
        var found = (Plain: 0d, Spatial: 0d);
        TestBackends.With(backend, phantom.Features, phantom.Lattice, voxels => found = (
            phantom.Accuracy(s_byMean.Apply(s_plain.Fit(voxels)).Labels()), phantom.Accuracy(Fit(voxels, stage).Labels())));
        return found;
    }

    private sealed class FieldCounter(IBackend inner) : IBackend
    {
        public int Created { get; private set; }

        public int Disposed { get; private set; }

        public string Name => inner.Name;

        public string Device => inner.Device;

        public IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame, float[]? weights = null) =>
            new Passes(inner.Load(features, frame, weights), this);

        public void Dispose() => inner.Dispose();

        private sealed class Passes(IVoxelPasses inner, FieldCounter owner) : IVoxelPasses
        {
            public int Count => inner.Count;

            public int Dimensions => inner.Dimensions;

            public void Expect(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments) =>
                inner.Expect(densities, membership, moments);

            public void Assign(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments) =>
                inner.Assign(centres, assignments);

            public void Label(MixtureDensity density, Span<byte> labels) => inner.Label(density, labels);

            public void Posterior(MixtureDensity density, Span<float> responsibilities) => inner.Posterior(density, responsibilities);

            public void LogDensity(MixtureDensity density, Span<double> logDensities) => inner.LogDensity(density, logDensities);

            public void Nearest(Centres centres, Span<byte> labels, Span<double> squaredDistances) =>
                inner.Nearest(centres, labels, squaredDistances);

            public IVoxelField NewField(VoxelLattice lattice, NeighbourPrior prior, int components)
            {
                owner.Created++;
                return new Field(inner.NewField(lattice, prior, components), owner);
            }

            public void Dispose() => inner.Dispose();
        }

        private sealed class Field(IVoxelField inner, FieldCounter owner) : IVoxelField
        {
            public void Start(BiasedMixture mixture) => inner.Start(mixture);

            public void Sweep(BiasedMixture mixture, FieldMoments? moments) => inner.Sweep(mixture, moments);

            public double PseudoLikelihood(BiasedMixture mixture) => inner.PseudoLikelihood(mixture);

            public void Labels(Span<byte> labels) => inner.Labels(labels);

            public void Posteriors(Span<float> responsibilities) => inner.Posteriors(responsibilities);

            public void Dispose()
            {
                owner.Disposed++;
                inner.Dispose();
            }
        }
    }
}
