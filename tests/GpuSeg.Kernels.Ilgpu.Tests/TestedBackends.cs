namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>The backends that this project holds to the contract.</summary>
internal static class TestedBackends
{
    public static BackendTable Table => Backends.All;

    /// <summary>The names of the backends that need ILGPU.</summary>
    public static IEnumerable<string> Names =>
        Table.Entries.Select(entry => entry.Name).Except(HostBackends.All.Entries.Select(entry => entry.Name));
}
