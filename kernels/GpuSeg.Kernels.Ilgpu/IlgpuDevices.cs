using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu.Device;
using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>The devices of ILGPU, each started as a backend or refused with the reason.</summary>
internal static class IlgpuDevices
{
    // A sweep holds about 128 registers per work-item, and a multiprocessor of NVIDIA has 65536.
    private const int ItemsPerMultiprocessor = 512;

    private static readonly CLCVersion OldestOpenClC = new(2, 0);

    // Drivers may report no device to two threads that ask at once (PoCL 3.1).
    private static readonly Lock Starting = new();

    /// <summary>Starts the first NVIDIA GPU.</summary>
    public static IlgpuBackend OpenCuda(BackendOptions options)
    {
        Require(NativeDrivers.HasCuda(), "the NVIDIA driver's library (libcuda.so.1, nvcuda.dll) is not on this machine.");
        return Start("cuda", builder => builder.Cuda(), context =>
        {
            var device = context.Devices.OfType<CudaDevice>().FirstOrDefault() ?? throw new BackendUnavailableException(WhyNoCuda());
            var accelerator = device.CreateCudaAccelerator(context);
            var items = accelerator.NumMultiprocessors * ItemsPerMultiprocessor;
            return (accelerator, new(128, items, typeof(WarpSink), WarpSink.Lanes, HasAtomics: true, PrefersShorts: true));
        });
    }

    /// <summary>Starts the first OpenCL device that ILGPU supports, GPUs before CPUs.</summary>
    public static IlgpuBackend OpenOpenCl(BackendOptions options)
    {
        Require(NativeDrivers.HasOpenCl(), "the OpenCL loader (libOpenCL.so.1, OpenCL.dll) is not on this machine.");
        if (PoclOptIn.Enabled)
        {
            PoclOptIn.SetBuildFlags();
        }

        var refused = new List<string>();
        return Start("opencl", builder => builder.OpenCL(device => IsUsable(device, options, refused)), context =>
        {
            var device = context.Devices.OfType<CLDevice>().OrderBy(IsCpu).FirstOrDefault()
                ?? throw new BackendUnavailableException(
                    refused.Count == 0 ? "OpenCL reports no device." : $"no OpenCL device can be used: {string.Join("; ", refused)}.");
            var accelerator = device.CreateCLAccelerator(context);
            var items = accelerator.NumMultiprocessors * ItemsPerMultiprocessor;
            return (accelerator, new(64, items, typeof(ItemSink), 1, HasAtomics: false, PrefersShorts: !IsCpu(device)));
        });
    }

    /// <summary>Starts ILGPU's own interpreter of kernels on the CPU, where work-items are threads: the fewer, the better.</summary>
    public static IlgpuBackend OpenCpu(BackendOptions options) => OpenCpu(CPUDevice.Default, typeof(ItemSink), 1);

    /// <summary>Starts the interpreter with another device and sink, so that the warps of CUDA can be tested without a GPU.</summary>
    public static IlgpuBackend OpenCpu(CPUDevice device, Type sink, int itemsPerRow) =>
        Start("ilgpu-cpu", builder => builder.CPU(device), context =>
        {
            var accelerator = context.CreateCPUAccelerator(0);
            return (accelerator, new(accelerator.MaxNumThreadsPerGroup, 1, sink, itemsPerRow, HasAtomics: true, PrefersShorts: false));
        });

    private static IlgpuBackend Start(
        string name, Func<Context.Builder, Context.Builder> devices, Func<Context, (Accelerator Accelerator, LaunchShape Launch)> open)
    {
        Context? context = null;
        try
        {
            lock (Starting)
            {
                context = Context.Create(builder => devices(builder).EnableAlgorithms().Optimize(OptimizationLevel.O2));
                var (accelerator, launch) = open(context);
                var backend = new IlgpuBackend(name, context, accelerator, launch);
                backend.Prove();
                return backend;
            }
        }
        catch (Exception exception)
        {
            context?.Dispose();
            if (exception is BackendUnavailableException)
            {
                throw;
            }

            throw new BackendUnavailableException($"ILGPU could not start it: {exception.Message}", exception);
        }
    }

    private static string WhyNoCuda()
    {
        var error = CudaAPI.CurrentAPI.GetDeviceCount(out var count);
        return error != CudaError.CUDA_SUCCESS ? $"the NVIDIA driver answers {error}."
            : count == 0 ? "the NVIDIA driver reports no GPU."
            : $"ILGPU supports none of the {count} NVIDIA GPUs of this machine, or not their driver.";
    }

    // ILGPU swallows exceptions of a predicate, so reasons are collected instead.
    private static bool IsUsable(CLDevice device, BackendOptions options, List<string> refused)
    {
        if (PoclOptIn.Enabled)
        {
            PoclOptIn.Enable(device);
        }

        var reason = options.GraphicsOnly && IsCpu(device) ? "is a CPU, which is used only if opencl is asked for by name"
            : device.CLStdVersion < OldestOpenClC ? $"offers {device.CLStdVersion}, ILGPU needs {OldestOpenClC}"
            : !device.Capabilities.GenericAddressSpace ? "lacks generic address space"
            : !device.Capabilities.Float64 ? "lacks double precision (cl_khr_fp64)"
            : null;
        if (reason is not null)
        {
            refused.Add($"{device.Name} {reason}");
        }

        return reason is null;
    }

    private static bool IsCpu(CLDevice device) => device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_CPU);

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new BackendUnavailableException(message);
        }
    }
}
