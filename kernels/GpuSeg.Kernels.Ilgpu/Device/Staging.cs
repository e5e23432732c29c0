using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>
/// A few numbers on both sides: page-locked memory of the host and as much memory of the accelerator. Both grow with the need.
/// </summary>
/// <remarks>Copies are queued behind earlier launches; values copied down can be read after the stream was waited for.</remarks>
internal sealed class Staging<T>(Accelerator accelerator, AcceleratorStream stream) : IDisposable
    where T : unmanaged
{
    private readonly DeviceBuffer<T> _device = new(accelerator, stream);
    private PageLockedArray1D<T>? _host;

    /// <summary>Returns the host's first <paramref name="length"/> elements; their values are lost if the memory grows.</summary>
    public Span<T> Host(int length)
    {
        if (_host is null || _host.Length < length)
        {
            // A copy that is still under way may use the old memory.
            stream.Synchronize();
            _host?.Dispose();
            _host = null;
            _host = DeviceAllocation.Allocate<T, PageLockedArray1D<T>>(
                accelerator, length, () => accelerator.AllocatePageLocked1D<T>(length));
        }

        return _host.Span[..length];
    }

    /// <summary>Returns the accelerator's first <paramref name="length"/> elements; their values are lost if the memory grows.</summary>
    public ArrayView<T> Device(int length) => _device.View(length);

    /// <summary>Queues a copy of the host's first <paramref name="length"/> elements to the accelerator.</summary>
    public ArrayView<T> Up(int length)
    {
        var (host, device) = (HostView(length), Device(length));
        host.CopyTo(stream, device);
        return device;
    }

    /// <summary>Queues a copy of the accelerator's first <paramref name="length"/> elements to the host.</summary>
    public void Down(int length)
    {
        var (host, device) = (HostView(length), Device(length));
        device.CopyTo(stream, host);
    }

    public void Dispose()
    {
        _host?.Dispose();
        _device.Dispose();
    }

    private ArrayView<T> HostView(int length)
    {
        _ = Host(length);
        return _host!.ArrayView.SubView(0, length);
    }
}

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
