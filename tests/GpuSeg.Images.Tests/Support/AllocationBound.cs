namespace GpuSeg.Images.Tests;

/// <summary>Asserts that an action reserves little memory on this thread.</summary>
internal static class AllocationBound
{
    // Buffers of the streams and the first step of one that grows.
    private const long Bytes = 3 << 20;

    public static void Require(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Bytes);
    }
}
