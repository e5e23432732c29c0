using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>A barrier on a stream of OpenCL: later work waits until the dam is opened.</summary>
internal sealed partial class OpenClDam : IDisposable
{
    private const int QueueContext = 0x1090;

    private readonly nint _event;
    private bool _isOpen;

    public OpenClDam(AcceleratorStream stream)
    {
        var queue = ((CLStream)stream).CommandQueue;
        Require(clGetCommandQueueInfo(queue, QueueContext, nint.Size, out var context, 0));
        _event = clCreateUserEvent(context, out var error);
        Require(error);
        Require(clEnqueueBarrierWithWaitList(queue, 1, [_event], 0));
        Require(clFlush(queue));
    }

    public void Open()
    {
        _isOpen = true;
        Require(clSetUserEventStatus(_event, 0));
    }

    public void Dispose()
    {
        if (!_isOpen)
        {
            Open();
        }

        _ = clReleaseEvent(_event);
    }

    private static void Require(int error) => Assert.Equal(0, error);

    [LibraryImport("libOpenCL.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int clGetCommandQueueInfo(nint queue, int name, nint size, out nint value, nint sizeRead);

    [LibraryImport("libOpenCL.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint clCreateUserEvent(nint context, out int error);

    [LibraryImport("libOpenCL.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int clSetUserEventStatus(nint userEvent, int status);

    [LibraryImport("libOpenCL.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int clReleaseEvent(nint userEvent);

    [LibraryImport("libOpenCL.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int clEnqueueBarrierWithWaitList(nint queue, uint count, nint[] events, nint made);

    [LibraryImport("libOpenCL.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int clFlush(nint queue);
}
