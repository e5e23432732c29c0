using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>The drivers' libraries, which ILGPU looks for under names that only development packages install.</summary>
internal static class NativeDrivers
{
    // A static constructor, because an assembly takes a resolver only once.
    static NativeDrivers()
    {
        // On WSL, ILGPU sets a resolver of its own.
        if (OperatingSystem.IsLinux() && !IsWsl())
        {
            try
            {
                NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
            }
            catch (InvalidOperationException)
            {
                // The host program has set a resolver of its own.
            }
        }
    }

    /// <summary>Returns whether the library of the NVIDIA driver is on this machine.</summary>
    public static bool HasCuda() => HasAny("libcuda.so.1", "nvcuda.dll", "/usr/lib/wsl/lib/libcuda.so");

    /// <summary>Returns whether an OpenCL loader is on this machine.</summary>
    public static bool HasOpenCl() => HasAny("libOpenCL.so.1", "OpenCL.dll", "/System/Library/Frameworks/OpenCL.framework/OpenCL");

    private static bool HasAny(params string[] libraries) => Array.Exists(libraries, library => NativeLibrary.TryLoad(library, out _));

    private static bool IsWsl() =>
        File.Exists("/proc/version") && File.ReadAllText("/proc/version").Contains("microsoft", StringComparison.OrdinalIgnoreCase);

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        var file = library switch { "cuda" => "libcuda.so.1", "OpenCL" => "libOpenCL.so.1", _ => library };
        return NativeLibrary.TryLoad(file, assembly, path, out var handle) ? handle : 0;
    }
}
