using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Tests.Contract;

public class CentreContractTests(BackendFixture backends)
{
    [Theory]
    [MemberData(nameof(Rows.Shapes), MemberType = typeof(Rows))]
    public void Assigns_like_the_reference(string name, int count, int clusters, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(clusters, 5));
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        var expected = Assign(reference, sample.Centres(clusters))[0];
        var actual = Assign(passes, sample.Centres(clusters))[0];
        Assert.Equal(expected.Counts, actual.Counts);
        Assert.Equal(expected.Inertia, actual.Inertia, Tolerance.Sum * (count + expected.Inertia));
        for (var i = 0; i < expected.Sums.Length; i++)
        {
            Assert.Equal(expected.Sums[i], actual.Sums[i], Tolerance.Sum * count);
        }
    }

    [Theory]
    [MemberData(nameof(Rows.Shapes), MemberType = typeof(Rows))]
    public void Finds_the_nearest_centres_of_the_reference(string name, int count, int clusters, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(clusters, 5));
        var (labels, distances) = (new byte[count], new double[count]);
        var (expectedLabels, expectedDistances) = (new byte[count], new double[count]);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        passes.Nearest(sample.Centres(clusters), labels, distances);
        reference.Nearest(sample.Centres(clusters), expectedLabels, expectedDistances);
        Assert.Equal(expectedLabels, labels);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(expectedDistances[i], distances[i], Tolerance.Sum * (1 + expectedDistances[i]));
        }

        var labelsAlone = new byte[count];
        passes.Nearest(sample.Centres(clusters), labelsAlone, []);
        Assert.Equal(labels, labelsAlone);
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_sets_at_once_the_bits_of_each_alone(string name)
    {
        var sample = new Sample(10007, 4, 3);
        Centres[] centres = [sample.Centres(3), sample.Centres(1), sample.Centres(8, seed: 5), sample.Centres(3, seed: 6)];
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        var together = Assign(passes, centres);
        for (var m = 0; m < centres.Length; m++)
        {
            var alone = Assign(passes, centres[m])[0];
            AssertSamePartition(alone, together[m]);
            Assert.Equal(alone.Inertia, together[m].Inertia);
        }
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_equal_sums_when_partitions_are_equal(string name)
    {
        var sample = new Sample(10007, 4, 3);
        var centres = sample.Centres(3);
        var others = sample.Centres(3);
        for (var i = 0; i < others.Values.Length; i++)
        {
            others.Values[i] += 0.25 * sample.Scale;
        }

        // The same step for all centres moves every border by at most that step: remove the voxels that a border passes.
        using var whole = backends.Reference.Load(sample.Features, sample.Frame);
        var (before, after, distances) = (new byte[whole.Count], new byte[whole.Count], new double[whole.Count]);
        whole.Nearest(centres, before, distances);
        whole.Nearest(others, after, distances);
        var kept = Enumerable.Range(0, whole.Count).Where(i => before[i] == after[i]).ToArray();
        var features = new GpuSeg.Engine.Voxels.FeatureMatrix(
            sample.Features.Names,
            [.. Enumerable.Range(0, 4).Select(j => Array.ConvertAll(kept, i => sample.Features.Column(j)[i]))]);
        using var passes = backends[name].Load(features, sample.Frame);
        var (first, second) = (Assign(passes, centres)[0], Assign(passes, others)[0]);
        AssertSamePartition(first, second);
        Assert.NotEqual(first.Inertia, second.Inertia);
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_the_same_bits_in_every_run(string name)
    {
        var sample = new Sample(10007, 4, 3);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        var first = Assign(passes, sample.Centres(3))[0];
        for (var run = 0; run < 10; run++)
        {
            var again = Assign(passes, sample.Centres(3))[0];
            AssertSamePartition(first, again);
            Assert.Equal(first.Inertia, again.Inertia);
        }
    }

    // 2, 4 and 6 clusters: some fit in one sweep, some do not.
    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Takes_the_first_when_centres_tie(string name)
    {
        var sample = new Sample(1024, 2, 3);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        for (var distinct = 1; distinct <= 3; distinct++)
        {
            var twice = new Centres(2 * distinct, 2);
            sample.Centres(distinct).Values.CopyTo(twice.Values, 0);
            sample.Centres(distinct).Values.CopyTo(twice.Values, 2 * distinct);
            var (labels, distances) = (new byte[1024], new double[1024]);
            passes.Nearest(twice, labels, distances);
            Assert.All(labels, label => Assert.InRange(label, 0, distinct - 1));
            var assignment = Assign(passes, twice)[0];
            Assert.Equal(1024, assignment.Counts[..distinct].Sum());
            Assert.All(assignment.Counts[distinct..], count => Assert.Equal(0, count));
            Assert.All(assignment.Sums[(2 * distinct)..], sum => Assert.Equal(0, sum));
        }
    }

    private static Assignment[] Assign(IVoxelPasses passes, params Centres[] centres)
    {
        Assignment[] assignments = [.. centres.Select(set => new Assignment(set.Clusters, set.Dimensions))];
        passes.Assign(centres, assignments);
        return assignments;
    }

    private static void AssertSamePartition(Assignment expected, Assignment actual)
    {
        Assert.Equal(expected.Counts, actual.Counts);
        Assert.Equal(expected.Sums, actual.Sums);
    }
}
