namespace GpuSeg.Kernels.Ilgpu;

/// <summary>All backends of GpuSeg.</summary>
public static class Backends
{
    // A GPU costs a second before its first pass: context, then kernels, which are compiled anew in every process. In that second two cores
    // of
    // a laptop take 3 components through 250 million voxels (gpuseg devices --check), which are 20 passes over a dozen million.
    private const long WorthAGpu = 36_000_000;

    /// <summary>
    /// The backends of ILGPU and <see cref="HostBackends"/>. To add a backend, add its row here or there: tests, benches and the command
    /// read
    /// this table.
    /// </summary>
    public static BackendTable All { get; } = new(
    [
        // Lambdas, not the methods themselves: to name a method is to load its class, and with it ILGPU, into runs that never use it.
        new("cuda", AutomaticFrom: WorthAGpu, options => IlgpuDevices.OpenCuda(options)),
        new("opencl", AutomaticFrom: WorthAGpu, options => IlgpuDevices.OpenOpenCl(options)),
        new("ilgpu-cpu", AutomaticFrom: null, options => IlgpuDevices.OpenCpu(options)),
        .. HostBackends.All.Entries,
    ]);
}
