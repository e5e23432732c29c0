using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class ShardTests
{
    [Theory]
    [InlineData(10, 4)]
    [InlineData(3, 7)]
    [InlineData(8, 1)]
    public void Divides_sessions_into_disjoint_shards_of_equal_size(int items, int count)
    {
        var shards = Enumerable.Range(1, count).Select(index => new Shard(index, count).Of(Enumerable.Range(0, items))).ToArray();
        Assert.Equal(Enumerable.Range(0, items), shards.SelectMany(shard => shard).Order());
        Assert.InRange(shards.Max(shard => shard.Length) - shards.Min(shard => shard.Length), 0, 1);
        Assert.All(shards, shard => Assert.Equal(shard.Order(), shard));
    }

    [Fact]
    public void Selects_every_third_from_the_second_for_shard_two_of_three() =>
        Assert.Equal(["b", "e"], Shard.Parse("2/3")!.Of(["a", "b", "c", "d", "e", "f"]));

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("-1/3")]
    [InlineData("1/0")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("1/9999999999")]
    [InlineData(" 1/2")]
    public void Rejects_invalid_shards(string text) => Assert.Null(Shard.Parse(text));
}
