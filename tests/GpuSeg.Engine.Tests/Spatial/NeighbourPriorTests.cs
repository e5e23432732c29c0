using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Tests.Spatial;

public sealed class NeighbourPriorTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(18)]
    [InlineData(26)]
    public void Gives_all_neighbours_beta_together(int neighbours)
    {
        var found = new NeighbourPrior(4, neighbours).In([1, 1.5, 3]);
        Assert.Equal(neighbours, found.Length);
        Assert.Equal(neighbours, found.Select(n => (n.X, n.Y, n.Z)).Distinct().Count());
        Assert.Equal(4, found.Sum(n => n.Weight), 1e-12);
        Assert.All(found, n => Assert.Contains(n with { X = -n.X, Y = -n.Y, Z = -n.Z }, found));
        Assert.DoesNotContain(found, n => (n.X, n.Y, n.Z) == (0, 0, 0));
    }

    [Fact]
    public void Weighs_neighbours_by_one_over_their_distance()
    {
        var found = new NeighbourPrior(1, 26).In([1, 1, 2]).ToDictionary(n => (n.X, n.Y, n.Z), n => n.Weight);
        Assert.Equal(2, found[(1, 0, 0)] / found[(0, 0, 1)], 1e-12);
        Assert.Equal(Math.Sqrt(2), found[(0, 1, 0)] / found[(1, 1, 0)], 1e-12);
        Assert.Equal(Math.Sqrt(6), found[(0, 1, 0)] / found[(1, 1, 1)], 1e-12);
    }

    [Fact]
    public void Has_no_neighbours_without_strength() => Assert.Empty(new NeighbourPrior(0, 26).In([1, 1, 1]));

    [Theory]
    [InlineData(-1, 6)]
    [InlineData(double.NaN, 6)]
    [InlineData(1, 8)]
    public void Refuses_values_out_of_range(double beta, int neighbours) =>
        Assert.Throws<ArgumentException>(() => new NeighbourPrior(beta, neighbours));
}
