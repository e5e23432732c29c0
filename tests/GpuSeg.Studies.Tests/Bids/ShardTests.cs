using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class ShardTests
{
    [Theory]
    [InlineData(10, 4)]
    [InlineData(3, 7)]
    [InlineData(8, 1)]
    public void Shards_are_disjoint_equal_in_size_and_together_all(int items, int count)
    {
        var shards = Enumerable.Range(1, count).Select(index => new Shard(index, count).Of(Enumerable.Range(0, items))).ToArray();
        Assert.Equal(Enumerable.Range(0, items), shards.SelectMany(shard => shard).Order());
        Assert.InRange(shards.Max(shard => shard.Length) - shards.Min(shard => shard.Length), 0, 1);
        Assert.All(shards, shard => Assert.Equal(shard.Order(), shard));
    }

    [Fact]
    public void The_second_of_three_is_every_third_from_the_second_on() => Assert.Equal(["b", "e"], Shard.Parse("2/3")!.Of(["a", "b", "c", "d", "e", "f"]));

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("-1/3")]
    [InlineData("1/0")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("1/9999999999")]
    [InlineData(" 1/2")]
    public void What_is_no_shard_is_none(string text) => Assert.Null(Shard.Parse(text));
}
