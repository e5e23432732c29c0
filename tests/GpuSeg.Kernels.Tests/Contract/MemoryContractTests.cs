using GpuSeg.Kernels.Measuring;

namespace GpuSeg.Kernels.Tests.Contract;

public class MemoryContractTests(BackendFixture backends)
{
    public static TheoryData<string> Names => [.. TestedBackends.Names.Append("reference")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Measures_memory_that_limits_passes(string name)
    {
        var rate = MemoryRate.Measure(backends[name], 1 << 20);
        Assert.Equal(name switch { "cpu" => "read", "reference" => null, _ => "copy" }, rate?.Kind);
        Assert.True(rate is null || rate.BytesPerSecond is > 1e6 and < 1e14, $"{rate}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses_to_measure_no_bytes(string name) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryRate.Measure(backends[name], 0));
}
