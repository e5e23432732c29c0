using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>Copies between the host and an accelerator, done when they return.</summary>
/// <remarks>
/// By spans alone, which ILGPU 1.5.3 pins. Its CopyToCPU(ref T, long) takes the address of memory that nothing holds in place:
/// a garbage collection during the copy, and the values land where the array no longer is.
/// </remarks>
internal static class Transfer
{
    public static void Up<T>(AcceleratorStream stream, ReadOnlySpan<T> source, ArrayView<T> destination)
        where T : unmanaged => destination.CopyFromCPU<T, ArrayView<T>>(stream, source);

    public static void Down<T>(AcceleratorStream stream, ArrayView<T> source, Span<T> destination)
        where T : unmanaged => source.CopyToCPU<T, ArrayView<T>>(stream, destination);
}
