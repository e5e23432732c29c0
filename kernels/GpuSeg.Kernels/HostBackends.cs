using GpuSeg.Kernels.Cpu;
using GpuSeg.Kernels.Reference;

namespace GpuSeg.Kernels;

/// <summary>The backends that need nothing but .NET.</summary>
public static class HostBackends
{
    /// <summary>The table of these backends.</summary>
    public static BackendTable All { get; } = new(
    [
        new("cpu", AutomaticFrom: 0, options => new CpuBackend(options.Threads)),
        new("reference", AutomaticFrom: null, _ => new ReferenceBackend()),
    ]);
}
