using System.Runtime.CompilerServices;
using GpuSeg.Engine.Passes;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>Memory of an accelerator that grows with the need; only work that is queued on one stream uses it.</summary>
internal sealed class DeviceBuffer<T>(Accelerator accelerator, AcceleratorStream stream) : IDisposable
    where T : unmanaged
{
    private MemoryBuffer1D<T, Stride1D.Dense>? _buffer;

    /// <summary>Number of elements that there is room for.</summary>
    public long Length => _buffer?.Length ?? 0;

    /// <summary>Returns the first <paramref name="length"/> elements; their values are lost if the buffer grows.</summary>
    public ArrayView<T> View(long length)
    {
        if (_buffer is null || _buffer.Length < length)
        {
            // A launch that is still running may use the old memory.
            stream.Synchronize();
            _buffer?.Dispose();
            _buffer = null;
            _buffer = DeviceAllocation.Allocate<T, MemoryBuffer1D<T, Stride1D.Dense>>(
                accelerator, length, () => accelerator.Allocate1D<T>(length));
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

/// <summary>
/// Allocations on an accelerator, whose failures carry a remedy: in the middle of a fit other programs may have taken the memory.
/// </summary>
internal static class DeviceAllocation
{
    /// <summary>Allocates memory for <paramref name="length"/> elements.</summary>
    /// <exception cref="BackendUnavailableException">The accelerator lacks the memory.</exception>
    public static TMemory Allocate<T, TMemory>(Accelerator accelerator, long length, Func<TMemory> allocate)
        where T : unmanaged
    {
        try
        {
            return allocate();
        }
        catch (Exception refused) when (refused is AcceleratorException or OutOfMemoryException)
        {
            throw new BackendUnavailableException(
                $"{accelerator.Name} has no room for {(length * Unsafe.SizeOf<T>()) >> 20} MiB more ({refused.Message.TrimEnd('.')}); "
                + "use fewer threads, so that fewer images are in memory at a time, or the backend cpu.",
                refused);
        }
    }
}
