using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>A row of weight w counts as w equal voxels.</summary>
public class WeightContractTests(BackendFixture backends)
{
    private static readonly (int Count, int Components, int Dimensions)[] s_shapes =
    [
        (1, 1, 1), (17, 3, 1), (1023, 8, 1), (4096, 3, 1), (10007, 3, 1),
        (1000, 1, 2), (1000, 8, 3), (4097, 3, 4), (1000, 2, 5), (1000, 3, 6),
    ];

    public static TheoryData<string, int, int, int> Shapes =>
    [
        .. from name in TestedBackends.Names.Append("reference")
           from shape in s_shapes
           select new TheoryDataRow<string, int, int, int>(name, shape.Count, shape.Components, shape.Dimensions),
    ];

    public static TheoryData<string, float> BadWeights =>
    [
        .. from name in TestedBackends.Names.Append("reference")
           from weight in (float[])[0f, -1f, float.NaN, float.PositiveInfinity]
           select new TheoryDataRow<string, float>(name, weight),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Expects_whole_weights_like_repeated_rows(string name, int count, int components, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(components, 5));
        var weights = WholeWeights(count);
        var density = sample.Density(components);
        using var passes = backends[name].Load(sample.Features, sample.Frame, weights);
        using var repeated = backends.Reference.Load(Repeat(sample.Features, weights), sample.Frame);
        foreach (var membership in Enum.GetValues<Membership>())
        {
            MomentAssert.Close(Expect(repeated, membership, density), Expect(passes, membership, density), repeated.Count, sample.Scale);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Assigns_whole_weights_like_repeated_rows(string name, int count, int clusters, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(clusters, 5));
        var weights = WholeWeights(count);
        using var passes = backends[name].Load(sample.Features, sample.Frame, weights);
        using var repeated = backends.Reference.Load(Repeat(sample.Features, weights), sample.Frame);
        var (expected, actual) = (Assign(repeated, sample.Centres(clusters)), Assign(passes, sample.Centres(clusters)));
        Assert.Equal(expected.Counts, actual.Counts);
        Assert.Equal(expected.Inertia, actual.Inertia, Tolerance.Sum * (repeated.Count + expected.Inertia));
        for (var i = 0; i < expected.Sums.Length; i++)
        {
            Assert.Equal(expected.Sums[i], actual.Sums[i], Tolerance.Sum * repeated.Count);
        }
    }

    // Weights as of a histogram, with bins of one voxel and of thousands, but not whole.
    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Agrees_with_the_reference_for_weights_of_any_size(string name)
    {
        var random = new Random(3);
        var sample = new Sample(4000, 1, 3);
        float[] weights = [.. Enumerable.Range(0, 4000).Select(_ => (float)Math.Exp(12 * (random.NextDouble() - 0.5)))];
        using var passes = backends[name].Load(sample.Features, sample.Frame, weights);
        using var reference = backends.Reference.Load(sample.Features, sample.Frame, weights);
        foreach (var membership in Enum.GetValues<Membership>())
        {
            MomentAssert.Close(
                Expect(reference, membership, sample.Density(3)),
                Expect(passes, membership, sample.Density(3)),
                (int)weights.Sum(weight => (double)weight),
                sample.Scale);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Equals_passes_without_weights_when_all_weights_are_1(string name, int count, int components, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(components, 5));
        var density = sample.Density(components);
        using var passes = backends[name].Load(sample.Features, sample.Frame, Ones(count));
        using var plain = backends[name].Load(sample.Features, sample.Frame);
        foreach (var membership in Enum.GetValues<Membership>())
        {
            MomentAssert.Close(Expect(plain, membership, density), Expect(passes, membership, density), count, sample.Scale);
        }

        Assert.Equal(Assign(plain, sample.Centres(components)).Counts, Assign(passes, sample.Centres(components)).Counts);
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_nothing_to_components_of_weight_0(string name)
    {
        var sample = new Sample(1000, 1, 3);
        var weights = WholeWeights(1000);
        var density = sample.Density(5);
        (density.Offsets[0], density.Offsets[3]) = (double.NegativeInfinity, double.NegativeInfinity);
        using var passes = backends[name].Load(sample.Features, sample.Frame, weights);
        using var repeated = backends.Reference.Load(Repeat(sample.Features, weights), sample.Frame);
        foreach (var membership in Enum.GetValues<Membership>())
        {
            var moments = Expect(passes, membership, density);
            MomentAssert.Close(Expect(repeated, membership, density), moments, repeated.Count, sample.Scale);
            Assert.Equal(0, moments.Weight[0]);
            Assert.Equal(0, moments.Weight[3]);
        }
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Ignores_weights_in_passes_per_row(string name)
    {
        var sample = new Sample(1000, 2, 3);
        using var passes = backends[name].Load(sample.Features, sample.Frame, WholeWeights(1000));
        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        var (labels, shares, values) = PerRow(passes, sample);
        var (expectedLabels, expectedShares, expectedValues) = PerRow(reference, sample);
        Assert.Equal(1000, passes.Count);
        Assert.Equal(expectedLabels, labels);
        Assert.All(expectedShares.Zip(shares), pair => Assert.Equal(pair.First, pair.Second, Tolerance.Responsibility));
        Assert.All(
            expectedValues.Zip(values),
            pair => Assert.Equal(pair.First, pair.Second, Tolerance.LogDensity * (1 + Math.Abs(pair.First))));
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_equal_sums_when_partitions_are_equal(string name)
    {
        // Two clusters so far apart that the border may move without passing a row.
        var features = new FeatureMatrix(["x"], [[.. Enumerable.Range(0, 5000).Select(i => (i % 100 / 100f) + (i % 3 == 0 ? 10 : 0))]]);
        var frame = VoxelFrame.Of(features);
        using var passes = backends[name].Load(features, frame, WholeWeights(5000));
        var (first, second) = (Assign(passes, At(frame, 1, 10)), Assign(passes, At(frame, 0, 9)));
        Assert.Equal(first.Counts, second.Counts);
        Assert.Equal(first.Sums, second.Sums);
        Assert.NotEqual(first.Inertia, second.Inertia);
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Copies_weights(string name)
    {
        var sample = new Sample(100, 1, 2);
        var weights = WholeWeights(100);
        using var passes = backends[name].Load(sample.Features, sample.Frame, weights);
        var before = Expect(passes, Membership.Soft, sample.Density(2));
        Array.Fill(weights, 1e6f);
        MomentAssert.Same(before, Expect(passes, Membership.Soft, sample.Density(2)));
    }

    [Theory]
    [MemberData(nameof(BadWeights))]
    public void Refuses_weights_that_are_not_positive_and_finite(string name, float bad)
    {
        var sample = new Sample(10, 1, 1);
        var weights = Ones(10);
        weights[7] = bad;
        var message = Assert.Throws<ArgumentException>(() => backends[name].Load(sample.Features, sample.Frame, weights)).Message;
        Assert.Contains("row 7", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Refuses_another_number_of_weights_than_rows(string name)
    {
        var sample = new Sample(10, 1, 1);
        Assert.Throws<ArgumentException>(() => backends[name].Load(sample.Features, sample.Frame, Ones(9)));
        Assert.Throws<ArgumentException>(() => backends[name].Load(sample.Features, sample.Frame, Ones(11)));
        Assert.Throws<ArgumentException>(() => backends[name].Load(sample.Features, sample.Frame, []));
    }

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

    private static float[] WholeWeights(int count) => [.. Enumerable.Range(0, count).Select(i => 1f + (i * 7 % 5))];

    private static FeatureMatrix Repeat(FeatureMatrix features, float[] weights) => new(
        features.Names,
        [.. Enumerable.Range(0, features.Dimensions).Select(j => Repeat(features.Column(j).ToArray(), weights))]);

    private static float[] Repeat(float[] column, float[] weights) =>
        [.. column.SelectMany((x, i) => Enumerable.Repeat(x, (int)weights[i]))];

    private static Centres At(VoxelFrame frame, params double[] points)
    {
        var centres = new Centres(points.Length, 1);
        frame.FromUser(points).CopyTo(centres.Values, 0);
        return centres;
    }

    private static Moments Expect(IVoxelPasses passes, Membership membership, MixtureDensity density)
    {
        var moments = new Moments(density.Components, density.Dimensions);
        passes.Expect([density], membership, [moments]);
        return moments;
    }

    private static Assignment Assign(IVoxelPasses passes, Centres centres)
    {
        var assignment = new Assignment(centres.Clusters, centres.Dimensions);
        passes.Assign([centres], [assignment]);
        return assignment;
    }

    private static (byte[] Labels, float[] Shares, double[] Values) PerRow(IVoxelPasses passes, Sample sample)
    {
        var (labels, nearest) = (new byte[passes.Count], new byte[passes.Count]);
        var (shares, logs, distances) = (new float[3 * passes.Count], new double[passes.Count], new double[passes.Count]);
        passes.Label(sample.Density(3), labels);
        passes.Posterior(sample.Density(3), shares);
        passes.LogDensity(sample.Density(3), logs);
        passes.Nearest(sample.Centres(3), nearest, distances);
        return ([.. labels, .. nearest], shares, [.. logs, .. distances]);
    }
}
