using GpuSeg.Threads;

namespace GpuSeg.Engine.Voxels;

/// <summary>The threads of the engine's own sweeps over voxels; passes have those of their backend.</summary>
public static class HostThreads
{
    [ThreadStatic]
    private static int t_mostThreads;

    /// <summary>
    /// Most threads of a sweep that starts on this thread, 0 for no bound but that of the <see cref="ThreadBudget"/>. Results do not
    /// depend on it.
    /// </summary>
    public static int MostThreads
    {
        get => t_mostThreads;
        set => t_mostThreads = value;
    }

    /// <summary>Runs <paramref name="body"/> for 0 .. <paramref name="count"/> - 1.</summary>
    internal static void For(int count, Action<int> body) => ThreadBudget.For(count, body, MostThreads);
}
