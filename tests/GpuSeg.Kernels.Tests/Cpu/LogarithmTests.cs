using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Tests.Cpu;

public class LogarithmTests
{
    private const double Error = 4e-7;

    [Fact]
    public void Computes_log2_to_a_float()
    {
        for (var x = 1f; x <= 255; x *= 1.00001f)
        {
            Assert.Equal(Math.Log2(x), Log2(x), Error);
        }
    }

    [Fact]
    public void Computes_log2_exactly_just_above_1()
    {
        for (var x = 1f; x <= 1.001f; x = MathF.BitIncrement(x))
        {
            Assert.Equal(Math.Log2(x), Log2(x), 2e-7 * Math.Log2(x));
        }
    }

    [Fact]
    public void Gives_whole_numbers_for_powers_of_2()
    {
        for (var power = 0; power < 100; power++)
        {
            Assert.Equal(power, Log2(MathF.ScaleB(1, power)));
        }
    }

    private static unsafe float Log2(float x)
    {
        var lanes = stackalloc float[4];
        Simd128.Store(Logarithm.Log2(Simd128.Broadcast(x)), lanes);
        return lanes[0];
    }
}
