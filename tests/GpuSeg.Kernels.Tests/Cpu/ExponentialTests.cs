using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Tests.Cpu;

public class ExponentialTests
{
    private const double RelativeError = 2e-7;
    private const float SmallestNormalExponent = -126;

    [Fact]
    public void Computes_exp2_to_a_float_and_underflows_to_zero()
    {
        for (var x = -150f; x <= 0; x += 1f / 4096)
        {
            Check(x);
        }
    }

    // Fractions in small steps, down to where 2^x is 1 in float32; most responsibilities are computed there.
    [Fact]
    public void Computes_exp2_to_a_float_near_zero()
    {
        for (var x = -2f; x < -1e-9f; x *= 0.99999f)
        {
            Check(x);
        }
    }

    [Fact]
    public void Computes_exp2_exactly_at_its_limits()
    {
        Assert.Equal(1f, Exp2(0f));
        Assert.Equal(1f, Exp2(-0f));
        Assert.Equal(0.5f, Exp2(-1f));
        Assert.Equal(MathF.ScaleB(1, -126), Exp2(-126f));
        Assert.Equal(0f, Exp2(-127f));
        Assert.Equal(0f, Exp2(-1e30f));
        Assert.Equal(0f, Exp2(float.NegativeInfinity));
    }

    private static void Check(float x)
    {
        var (expected, actual) = (Math.Pow(2, x), Exp2(x));
        var allowed = x >= SmallestNormalExponent ? RelativeError * expected : x > -127 ? Math.Pow(2, -126) : 0;
        var wanted = x > -127 ? expected : 0;
        if (!(Math.Abs(wanted - actual) <= allowed))
        {
            Assert.Fail($"2^{x:r} is {expected:r}, not {actual:r}.");
        }
    }

    private static unsafe float Exp2(float x)
    {
        var lanes = stackalloc float[4];
        Simd128.Store(new Exponential<Simd128>().Exp2(Simd128.Broadcast(x)), lanes);
        return lanes[0];
    }
}
