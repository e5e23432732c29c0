using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class LabelNumberingTests
{
    // The first session is the reference; its label 1 is the smallest over the group, its label 3 the largest.
    private static readonly (SessionResult Result, LabelMatch Match)[] s_sessions =
    [
        (Session("weight", (30, 7), (20, 9), (10, 3)), new([1, 2, 3], "a", 0)),
        (Session("weight", (90, 3), (5, 7), (40, 9)), new([2, 3, 1], "a", 0.1)),
    ];

    [Theory]
    [InlineData(null)]
    [InlineData("weight")]
    public void Numbers_labels_by_volume_over_the_group_whatever_the_reference(string? requested)
    {
        // Matched volumes: 30 + 5, 20 + 40 and 10 + 90.
        var matches = LabelNumbering.Apply(s_sessions, requested);
        Assert.Equal([3, 2, 1], matches[0].Labels);
        Assert.Equal([1, 3, 2], matches[1].Labels);
        Assert.All(matches, match => Assert.Equal("volume", match.Order));
        (SessionResult, LabelMatch)[] byOther =
            [(s_sessions[0].Result, new([3, 1, 2], "b", 0.1)), (s_sessions[1].Result, new([1, 2, 3], "b", 0))];
        Assert.Equal([3, 2, 1], LabelNumbering.Apply(byOther, requested)[0].Labels);
        Assert.Equal([1, 3, 2], LabelNumbering.Apply(byOther, requested)[1].Labels);
    }

    [Fact]
    public void Numbers_labels_by_the_mean_of_a_requested_image()
    {
        // Means of the matched labels: 7, 9 and 3.
        var matches = LabelNumbering.Apply(s_sessions, "mean:T1");
        Assert.Equal([3, 1, 2], matches[0].Labels);
        Assert.Equal([1, 2, 3], matches[1].Labels);
        Assert.All(matches, match => Assert.Equal("mean:t1", match.Order));
    }

    private static SessionResult Session(string order, params (int Millilitres, double Mean)[] labels) => new()
    {
        Channels = ["t1"],
        LabelOrder = order,
        Labels = [.. labels.Select(label => new LabelMeasures(label.Millilitres, label.Millilitres, [label.Mean], [1]))],
        Converged = true,
        Iterations = 5,
        MaskVoxels = labels.Sum(label => label.Millilitres),
        MaskShare = 0.5,
        MaskMillilitres = 1,
    };
}
