namespace GpuSeg.Imaging.Segmentation;

/// <summary>Gives memory back that was let go of: the collector does not see what backends hold beside it and would not hurry.</summary>
internal static class LargeMemory
{
    private const long WorthCollecting = 1L << 28;

    public static bool IsWorthCollecting(long bytes) => bytes >= WorthCollecting;

    public static void Collect(long bytes)
    {
        if (IsWorthCollecting(bytes))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
