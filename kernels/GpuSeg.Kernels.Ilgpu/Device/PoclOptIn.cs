using System.Runtime.InteropServices;
using ILGPU.Runtime.OpenCL;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>
/// Lets PoCL before 4.0 run ILGPU's kernels, for tests on machines without a graphics card. Off unless asked for:
/// it tells ILGPU of an ability that the device lacks, and the compiler to read away the keyword that would need it.
/// </summary>
internal static partial class PoclOptIn
{
    /// <summary>The environment variable that turns it on when it is 1.</summary>
    public const string EnvironmentVariable = "GPUSEG_POCL";

    public static bool Enabled => OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(EnvironmentVariable) == "1";

    /// <summary>To be called before OpenCL is loaded. PoCL reads the environment of the C library, which .NET does not write to.</summary>
    public static void SetBuildFlags() => _ = SetEnv("POCL_EXTRA_BUILD_FLAGS", "-D__generic=__global", 1);

    /// <summary>Marks <paramref name="device"/>, if it is PoCL's, as able to use generic addresses.</summary>
    public static void Enable(CLDevice device)
    {
        if (device.PlatformName == "Portable Computing Language")
        {
            var setter = device.Capabilities.GetType().GetProperty("GenericAddressSpace")?.GetSetMethod(nonPublic: true)
                ?? throw new MissingMethodException("This version of ILGPU has no GenericAddressSpace to set.");
            setter.Invoke(device.Capabilities, [true]);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
