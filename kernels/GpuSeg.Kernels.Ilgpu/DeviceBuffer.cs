using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>Memory of an accelerator that is allocated when first needed and grows with the need; only what is queued on one stream uses it.</summary>
internal sealed class DeviceBuffer<T>(Accelerator accelerator, AcceleratorStream stream) : IDisposable
    where T : unmanaged
{
    private MemoryBuffer1D<T, Stride1D.Dense>? _buffer;

    /// <summary>Elements that there is room for.</summary>
    public long Length => _buffer?.Length ?? 0;

    /// <summary>The first <paramref name="length"/> elements; what they held is lost when the buffer grows.</summary>
    public ArrayView<T> View(long length)
    {
        if (_buffer is null || _buffer.Length < length)
        {
            // A launch that is still running may use the old memory.
            stream.Synchronize();
            _buffer?.Dispose();
            _buffer = null;
            _buffer = Room.For<T, MemoryBuffer1D<T, Stride1D.Dense>>(accelerator, length, () => accelerator.Allocate1D<T>(length));
        }

        return _buffer.View.BaseView.SubView(0, length);
    }

    /// <summary>Copies <paramref name="values"/> to the accelerator.</summary>
    public ArrayView<T> Upload(T[] values)
    {
        var view = View(values.Length);
        Transfer.Up(stream, values, view);
        return view;
    }

    public void Dispose() => _buffer?.Dispose();
}
