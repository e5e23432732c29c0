using GpuSeg.Kernels.Cpu.Chunks;

namespace GpuSeg.Kernels.Tests.Cpu;

public sealed class MemoryReadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1 << 16)]
    [InlineData((5 << 16) + 17)]
    public void Reads_every_value_once_per_turn(int bytes)
    {
        using var pool = new WorkerPool(3);
        using var memory = new MemoryRead(bytes);
        pool.Run(memory.Chunks, memory);
        pool.Run(memory.Chunks, memory);
        // The memory holds ones.
        Assert.Equal(memory.Bytes / sizeof(float), memory.Sum);
        Assert.InRange(memory.Bytes, Math.Max(1, bytes - (1 << 16)), Math.Max(1 << 16, bytes));
    }
}
