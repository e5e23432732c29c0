using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>Copies between the host and an accelerator, which return when they are done.</summary>
/// <remarks>
/// Only by spans, which ILGPU 1.5.3 pins. Its CopyToCPU(ref T, long) takes the address of memory that nothing pins: after a garbage
/// collection during the copy the values land where the array no longer is.
/// </remarks>
internal static class Transfer
{
    /// <summary>Copies to the accelerator.</summary>
    public static void Up<T>(AcceleratorStream stream, ReadOnlySpan<T> source, ArrayView<T> destination)
        where T : unmanaged => destination.CopyFromCPU<T, ArrayView<T>>(stream, source);

    /// <summary>Copies to the host.</summary>
    public static void Down<T>(AcceleratorStream stream, ArrayView<T> source, Span<T> destination)
        where T : unmanaged => source.CopyToCPU<T, ArrayView<T>>(stream, destination);
}
