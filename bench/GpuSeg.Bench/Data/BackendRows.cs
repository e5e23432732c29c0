using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Bench.Data;

/// <summary>Which rows of the table of backends are measured: those named, else all that start here.</summary>
internal static class BackendRows
{
    /// <summary>Names chosen by the user, or empty.</summary>
    public static IReadOnlyList<string> Chosen { get; set; } = [];

    /// <summary>The rows that start; <paramref name="skipped"/> hears why one does not. An unknown or missing one that was named is an error.</summary>
    /// <exception cref="ArgumentException">A name is not in the table.</exception>
    /// <exception cref="BackendUnavailableException">A named backend cannot run here.</exception>
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
