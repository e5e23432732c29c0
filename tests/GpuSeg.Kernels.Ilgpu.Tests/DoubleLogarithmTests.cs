using GpuSeg.Kernels.Ilgpu.Registers;

namespace GpuSeg.Kernels.Ilgpu.Tests;

public class DoubleLogarithmTests
{
    [Fact]
    public void Matches_the_logarithm_to_fourteen_digits()
    {
        var random = new Random(1);
        double[] special =
        [
            1, Math.BitIncrement(1), Math.BitDecrement(1), 2, 0.5, Math.Sqrt(2), Math.Sqrt(0.5), 1e300, 1e-300, double.MaxValue, 2.3e-308,
        ];
        var any = Enumerable.Range(0, 100_000).Select(_ => Math.ScaleB(1 + random.NextDouble(), random.Next(-1000, 1000)));
        var nearOne = Enumerable.Range(0, 100_000).Select(_ => 1 + ((random.NextDouble() - 0.5) * Math.ScaleB(1, -random.Next(50))));
        Assert.All(special.Concat(any).Concat(nearOne), x =>
        {
            var expected = Math.Log(x);
            Assert.InRange(DoubleLogarithm.Log(x), expected - (1e-14 * Math.Abs(expected)), expected + (1e-14 * Math.Abs(expected)));
        });
    }
}
