using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu;

namespace GpuSeg.Kernels.Tests;

public sealed class MemoryRateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1 << 16)]
    [InlineData((5 << 16) + 17)]
    public void Every_value_is_read_once_in_a_turn(int bytes)
    {
        using var pool = new WorkerPool(3);
        using var memory = new MemoryRead(bytes);
        pool.Run(memory.Chunks, memory);
        pool.Run(memory.Chunks, memory);
        // The memory holds ones.
        Assert.Equal(memory.Bytes / sizeof(float), memory.Sum);
        Assert.InRange(memory.Bytes, Math.Max(1, bytes - (1 << 16)), Math.Max(1 << 16, bytes));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backends_with_a_memory_of_their_own_know_its_rate(string name)
    {
        using var backend = Start(name);
        var rate = MemoryRate.Of(backend, 1 << 20);
        Assert.Equal(name switch { "cpu" => "read", "reference" => null, _ => "copy" }, rate?.Kind);
        Assert.True(rate is null || rate.BytesPerSecond is > 1e6 and < 1e14, $"{rate}");
    }

    [Fact]
    public void No_bytes_have_no_rate() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryRate.Of(Start("cpu"), 0));

    public static TheoryData<string> Names => [.. Backends.Table.Select(entry => entry.Name)];

    private static IBackend Start(string name)
    {
        try
        {
            return Backends.Create(name);
        }
        catch (BackendUnavailableException unavailable)
        {
            Assert.Skip(unavailable.Message);
            throw;
        }
    }
}
