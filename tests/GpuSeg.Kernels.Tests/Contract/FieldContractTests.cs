using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>Sweeps in which neighbours and a bias field count, held to the reference.</summary>
public class FieldContractTests(BackendFixture backends)
{
    private const int Sweeps = 3;

    // Beside the shapes of models: masks that a wrong offset or a wrong end of a run would show.
    public static TheoryData<string, string> Masks =>
    [
        .. from name in TestedBackends.Names
           from mask in FieldSample.Masks
           select new TheoryDataRow<string, string>(name, mask),
    ];

    public static TheoryData<string, int, int> Models =>
    [
        .. from name in TestedBackends.Names
           from model in ((int K, int D)[])[(1, 1), (2, 1), (3, 1), (3, 3), (3, 4), (8, 2), (2, 5), (12, 6)]
           select new TheoryDataRow<string, int, int>(name, model.K, model.D),
    ];

    public static TheoryData<string, int, int> Priors =>
    [
        .. from name in TestedBackends.Names
           from neighbours in (int[])[6, 18, 26]
           from order in (int[])[0, 1, 2, 3, 4]
           select new TheoryDataRow<string, int, int>(name, neighbours, order),
    ];

    [Theory]
    [MemberData(nameof(Masks))]
    public void Agrees_with_the_reference_in_every_mask(string name, string mask) =>
        Compare(name, FieldSample.In(mask, dimensions: 3), components: 3, new(4, 6), order: 2);

    [Theory]
    [MemberData(nameof(Models))]
    public void Agrees_with_the_reference_with_every_model(string name, int components, int dimensions) =>
        Compare(name, FieldSample.In("ball", dimensions), components, new(4, 6), order: 2);

    [Theory]
    [MemberData(nameof(Priors))]
    public void Agrees_with_the_reference_with_every_prior(string name, int neighbours, int order) =>
        Compare(name, FieldSample.In("ball", dimensions: 2), components: 3, new(3, neighbours), order);

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Includes_rows_of_a_large_mask_like_the_reference(string name) =>
        Compare(name, FieldSample.In("large", dimensions: 1), components: 2, new(4, 6), order: 1);

    [Theory]
    [MemberData(nameof(Masks))]
    public void Gives_plain_posteriors_without_neighbours_and_field(string name, string mask)
    {
        var sample = FieldSample.In(mask, dimensions: 3);
        var mixture = sample.Mixture(3, order: 0);
        var (shares, plain) = (new float[3 * sample.Count], new float[3 * sample.Count]);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var field = passes.NewField(sample.Lattice, new(0, 6), 3);
        passes.Posterior(mixture.Density, plain);
        field.Start(mixture);
        field.Sweep(mixture, null);
        field.Posteriors(shares);
        for (var i = 0; i < plain.Length; i++)
        {
            Assert.Equal(plain[i], shares[i], Tolerance.Responsibility);
        }
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_the_same_bits_in_every_run_of_sweeps(string name)
    {
        var sample = FieldSample.In("ball", dimensions: 3);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        var first = Run(passes, sample, 3, new(4, 6), order: 2);
        for (var run = 0; run < 5; run++)
        {
            var again = Run(passes, sample, 3, new(4, 6), order: 2);
            Assert.Equal(first.Shares, again.Shares);
            Assert.Equal(first.Labels, again.Labels);
            Assert.Equal(first.Moments.Weights, again.Moments.Weights);
            Assert.Equal(first.Moments.Targets, again.Moments.Targets);
            Assert.Equal(first.PseudoLikelihood, again.PseudoLikelihood);
        }
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Keeps_two_fields_of_the_same_voxels_apart(string name)
    {
        var sample = FieldSample.In("ball", dimensions: 2);
        var (one, other) = (sample.Mixture(3, order: 0), sample.Mixture(3, order: 0, seed: 9));
        var (alone, beside) = (new float[3 * sample.Count], new float[3 * sample.Count]);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var first = passes.NewField(sample.Lattice, new(4, 6), 3);
        using var second = passes.NewField(sample.Lattice, new(4, 18), 3);
        first.Start(one);
        first.Sweep(one, null);
        first.Posteriors(alone);
        first.Start(one);
        second.Start(other);
        second.Sweep(other, null);
        first.Sweep(one, null);
        first.Posteriors(beside);
        Assert.Equal(alone, beside);
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Refuses_a_lattice_of_another_number_of_voxels(string name)
    {
        var (sample, other) = (FieldSample.In("ball", dimensions: 2), FieldSample.In("row", dimensions: 2));
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        var refused = Assert.Throws<ArgumentException>(() => passes.NewField(other.Lattice, new(4, 6), 3));
        Assert.Contains($"{other.Lattice.Count} voxels for {sample.Count} rows", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Refuses_neighbours_of_rows_with_weights(string name)
    {
        var sample = FieldSample.In("row", dimensions: 2);
        float[] weights = [.. Enumerable.Repeat(2f, sample.Count)];
        using var passes = backends[name].Load(sample.Features, sample.Frame, weights);
        Assert.Throws<ArgumentException>(() => passes.NewField(sample.Lattice, new(4, 6), 3));
    }

    private void Compare(string name, FieldSample sample, int components, NeighbourPrior prior, int order)
    {
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        var expected = Run(reference, sample, components, prior, order);
        var actual = Run(passes, sample, components, prior, order);
        for (var i = 0; i < expected.Shares.Length; i++)
        {
            Assert.Equal(expected.Shares[i], actual.Shares[i], Tolerance.FieldResponsibility);
        }

        for (var i = 0; i < sample.Count; i++)
        {
            var (best, found) = (expected.Labels[i], actual.Labels[i]);
            var margin = expected.Shares[(best * sample.Count) + i] - expected.Shares[(found * sample.Count) + i];
            Assert.True(margin <= Tolerance.FieldResponsibility, $"Voxel {i} is {found} instead of {best}, a margin of {margin}.");
        }

        Assert.Equal(
            expected.PseudoLikelihood / sample.Count, actual.PseudoLikelihood / sample.Count, Tolerance.PseudoLikelihoodPerVoxel);
        CloseSums(expected.Moments.Weights, actual.Moments.Weights);
        CloseSums(expected.Moments.Targets, actual.Moments.Targets);
    }

    // Terms of a sum have both signs: the yardstick is the largest sum, which none of them exceeds by much.
    private static void CloseSums(double[] expected, double[] actual)
    {
        var scale = expected.Length == 0 ? 0 : expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], Tolerance.FieldSum * scale);
        }
    }

    private static Outcome Run(IVoxelPasses passes, FieldSample sample, int components, NeighbourPrior prior, int order)
    {
        var mixture = sample.Mixture(components, order);
        var moments = new FieldMoments(sample.Lattice, mixture.Density.Dimensions, Math.Max(1, order));
        var (shares, labels) = (new float[components * sample.Count], new byte[sample.Count]);
        using var field = passes.NewField(sample.Lattice, prior, components);
        field.Start(mixture);
        for (var sweep = 1; sweep <= Sweeps; sweep++)
        {
            field.Sweep(mixture, sweep == Sweeps ? moments : null);
        }

        field.Posteriors(shares);
        field.Labels(labels);
        return new(shares, labels, moments, field.PseudoLikelihood(mixture));
    }

    private sealed record Outcome(float[] Shares, byte[] Labels, FieldMoments Moments, double PseudoLikelihood);
}
