using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class LabelMatchingTests
{
    private static readonly double[][] s_means = [[1, 5, 2], [4, 3, 9], [6, 6, 6], [2, 9, 4], [9, 1, 1]];

    private static readonly int[] s_counts = [500, 300, 40, 200, 100];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Matches_permuted_labels_for_any_units_of_the_images(int seed)
    {
        var random = new Random(seed);
        (int[] Order, SessionResult Result)[] sessions = [.. Enumerable.Range(0, 12).Select(_ =>
        {
            var order = Enumerable.Range(0, 5).ToArray();
            random.Shuffle(order);
            var (scale, shift) = (0.1 + (10 * random.NextDouble()), 100 * random.NextDouble());
            return (order, Session([.. order.Select(k => s_means[k].Select(mean => shift + (scale * (mean + random.NextDouble() - 0.5)))
                .ToArray())], [.. order.Select(k => s_counts[k])], scale));
        })];
        var matches = LabelMatching.Of([.. sessions.Select((session, i) => ($"sub-{i}", session.Result))]);
        Assert.Contains(sessions, session => !session.Order.SequenceEqual(sessions[0].Order));
        var meant = matches.Zip(sessions, (match, session) => match.Labels.Select(label => session.Order[label - 1]).ToArray()).ToArray();
        Assert.All(meant, order => Assert.Equal(meant[0], order));
        var reference = Assert.Single(matches.Select(match => match.Reference).Distinct());
        Assert.Equal((0.0, "1,2,3,4,5"),
            (matches[int.Parse(reference![4..])].Distance, string.Join(',', matches[int.Parse(reference[4..])].Labels)));
        Assert.All(matches.Where((_, i) => $"sub-{i}" != reference), match => Assert.InRange(match.Distance, 0.01, 0.5));
        // The order of the group is that of the result.
        Assert.All(matches.Zip(sessions), pair => Assert.Equal(meant[0]
            .Select(k => s_counts[k]), LabelMatching.InOrder(pair.Second.Result, pair.First).Labels.Select(label => (int)label.Voxels)));
    }

    [Fact]
    public void Chooses_the_first_medoid_as_reference()
    {
        // Along a line: of 0, 2 and 3 the middle one has the smallest sum of distances, 3 beside 4 and 5.
        SessionResult[] line = [.. ((double[])[0, 3, 2]).Select(x => Session([[0], [1], [4 + x]], [100, 100, 100]))];
        Assert.All(LabelMatching.Of([("a", line[0]), ("b", line[1]), ("c", line[2])]), match => Assert.Equal("c", match.Reference));
        Assert.All(LabelMatching.Of([("a", line[0]), ("b", line[1])]), match => Assert.Equal("a", match.Reference));
        Assert.All(LabelMatching.Of([("b", line[1]), ("a", line[0])]), match => Assert.Equal("b", match.Reference));
    }

    [Fact]
    public void Matches_a_label_without_voxels_last()
    {
        var full = Session([[1], [2], [8]], [10, 10, 10]);
        var empty = Session([[8], [double.NaN], [1]], [10, 0, 10]);
        var matches = LabelMatching.Of([("a", full), ("b", full), ("c", empty)]);
        Assert.Equal(("a", "3,2,1"), (matches[2].Reference, string.Join(',', matches[2].Labels)));
    }

    [Fact]
    public void Matches_more_sessions_than_are_compared_in_pairs()
    {
        var (one, other) = (Session([[1], [5]], [10, 30]), Session([[5], [1]], [30, 10]));
        var matches = LabelMatching.Of([.. Enumerable.Range(0, 1000).Select(i => ($"{i}", i % 3 == 0 ? one : other))]);
        Assert.All(matches, match => Assert.Equal(0, match.Distance));
        Assert.Equal(334, matches.Count(match => match.Labels[0] == matches[0].Labels[0]));
        Assert.Equal(666, matches.Count(match => match.Labels[0] != matches[0].Labels[0]));
    }

    private static SessionResult Session(double[][] means, int[] counts, double deviation = 1) => new()
    {
        Channels = [.. means[0].Select((_, j) => $"image{j}")],
        Labels = [.. means.Select((mean, k) => new LabelMeasures(counts[k], counts[k], mean, [.. mean.Select(_ => deviation)]))],
        Converged = true,
        Iterations = 5,
        MaskVoxels = counts.Sum(),
        MaskShare = 0.5,
        MaskMillilitres = 1,
    };
}
