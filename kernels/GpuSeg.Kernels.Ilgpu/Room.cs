using System.Runtime.CompilerServices;
using GpuSeg.Engine.Passes;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>Memory of an accelerator, or a sentence where there is none left: in the middle of a fit others may have taken it.</summary>
internal static class Room
{
    /// <exception cref="BackendUnavailableException">There is not as much.</exception>
    public static TMemory For<T, TMemory>(Accelerator accelerator, long length, Func<TMemory> allocate)
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
                + "use fewer threads, which work on fewer images at a time, or choose the backend cpu.",
                refused);
        }
    }
}
