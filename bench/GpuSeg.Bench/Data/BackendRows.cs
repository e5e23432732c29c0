using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Bench.Data;

/// <summary>Backends to measure: the named ones, otherwise all that start on this machine.</summary>
internal static class BackendRows
{
    /// <summary>Names chosen by the user; empty by default.</summary>
    public static IReadOnlyList<string> Chosen { get; set; } = [];

    /// <summary>Returns the backends that start.</summary>
    /// <param name="byDefault">Whether a backend is measured without being named.</param>
    /// <param name="skipped">Receives the reason if a backend that was not named does not start.</param>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    /// <exception cref="BackendUnavailableException">A named backend does not start.</exception>
    public static IReadOnlyList<BackendEntry> Available(Func<BackendEntry, bool> byDefault, Action<string> skipped) => Chosen.Count > 0
        ? [.. Chosen.Select(Backends.All.Find).Where(entry => Starts(entry, new(), null))]
        : [.. Backends.All.Entries.Where(byDefault).Where(entry => Starts(entry, new(GraphicsOnly: true), skipped))];

    private static bool Starts(BackendEntry entry, BackendOptions options, Action<string>? skipped)
    {
        try
        {
            using IBackend backend = entry.Create(options);
            return true;
        }
        catch (BackendUnavailableException unavailable) when (skipped is not null)
        {
            skipped($"{entry.Name}: {unavailable.Message}");
            return false;
        }
    }
}
