using GpuSeg.Studies.Phantom;

namespace GpuSeg.Studies.Tests.Phantom;

public class CounterRandomTests
{
    [Theory]
    [InlineData(1e-300)]
    [InlineData(1.2345e-7)]
    [InlineData(0.5)]
    [InlineData(0.70710678)]
    [InlineData(0.999999)]
    [InlineData(1)]
    [InlineData(1.4142136)]
    [InlineData(1e10)]
    public void Matches_the_logarithm_of_the_library(double x) =>
        Assert.InRange(Math.Abs(CounterRandom.Log(x) - Math.Log(x)), 0, 1e-15 + 4e-16 * Math.Abs(Math.Log(x)));

    [Fact]
    public void Generates_normals_with_standard_moments()
    {
        const int count = 200_000;
        var random = new CounterRandom(7, 2);
        var pairs = Enumerable.Range(0, count).Select(i => random.Normals((ulong)i)).ToArray();
        var tolerance = 5 / Math.Sqrt(count);
        Assert.InRange(pairs.Average(p => p.First), -tolerance, tolerance);
        Assert.InRange(pairs.Average(p => p.Second), -tolerance, tolerance);
        Assert.InRange(pairs.Average(p => p.First * p.First), 1 - 1.5 * tolerance, 1 + 1.5 * tolerance);
        Assert.InRange(pairs.Average(p => p.First * p.Second), -tolerance, tolerance);
        Assert.InRange(pairs.Average(p => Math.Pow(p.First, 4)), 3 - 10 * tolerance, 3 + 10 * tolerance);
        Assert.InRange(pairs.Zip(pairs.Skip(1)).Average(p => p.First.First * p.Second.First), -tolerance, tolerance);
    }

    [Fact]
    public void Seeds_and_streams_are_unrelated()
    {
        (int Seed, int Stream)[] keys = [(1, 2), (2, 1), (1, 1), (-1, 2), (0, 0)];
        Assert.Distinct(keys.Select(key => new CounterRandom(key.Seed, key.Stream).Uniform(0)));
    }
}
