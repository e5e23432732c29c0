namespace GpuSeg.Kernels.Tests;

/// <summary>The backends that this project holds to the contract.</summary>
internal static class TestedBackends
{
    public static BackendTable Table => HostBackends.All;

    /// <summary>The names of all but the reference, which the others are compared with.</summary>
    public static IEnumerable<string> Names => Table.Entries.Select(entry => entry.Name).Where(name => name != "reference");
}
