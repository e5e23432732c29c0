using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

public sealed class OrderingTests
{
    [Theory]
    [InlineData(new double[0], new int[0])]
    [InlineData(new double[] { 3, 1, 2 }, new[] { 1, 2, 0 })]
    [InlineData(new double[] { 1, 0, 1, 0, -1 }, new[] { 4, 1, 3, 0, 2 })]
    [InlineData(new[] { double.PositiveInfinity, 0, double.NegativeInfinity }, new[] { 2, 1, 0 })]
    public void Sorts_places_by_key_and_keeps_ties(double[] keys, int[] order) => Assert.Equal(order, Ordering.Ascending(keys));

    [Fact]
    public void Copies_rows_in_order() =>
        Assert.Equal([5, 6, 1, 2, 5, 6], Ordering.Rows([1, 2, 3, 4, 5, 6], [2, 0, 2], 2));
}
