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
