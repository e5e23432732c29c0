namespace GpuSeg.Engine.Voxels;

/// <summary>How many threads the engine's own sweeps over voxels take; passes have those of their backend.</summary>
public static class HostThreads
{
    [ThreadStatic]
    private static int t_mostThreads;

    /// <summary>Most threads of a sweep that is begun on this thread, 0 for one per processor. Results do not depend on it.</summary>
    public static int MostThreads
    {
        get => t_mostThreads;
        set => t_mostThreads = value;
    }

    /// <summary>Runs <paramref name="body"/> for 0 .. <paramref name="count"/> - 1.</summary>
    internal static void For(int count, Action<int> body)
    {
        if (MostThreads != 1)
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = MostThreads == 0 ? -1 : MostThreads }, body);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            body(i);
        }
    }
}
