using System.Runtime.InteropServices;

namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>Memory for vectors, on a 64-byte boundary and outside the garbage-collected heap; it grows and never shrinks.</summary>
internal sealed unsafe class AlignedBuffer<T> : IDisposable
    where T : unmanaged
{
    private nuint _capacity;

    ~AlignedBuffer() => Release();

    public T* Pointer { get; private set; }

    /// <summary>Makes room for <paramref name="count"/> values; earlier values are lost if it has to grow.</summary>
    public T* Require(long count)
    {
        if ((nuint)count > _capacity)
        {
            Release();
            Pointer = (T*)NativeMemory.AlignedAlloc((nuint)count * (nuint)sizeof(T), 64);
            _capacity = (nuint)count;
        }

        return Pointer;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
        _capacity = 0;
    }
}
