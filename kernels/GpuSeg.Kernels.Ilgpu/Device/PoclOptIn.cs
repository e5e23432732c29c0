using System.Runtime.InteropServices;
using ILGPU.Runtime.OpenCL;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>
/// An opt-in for PoCL before 4.0, for tests on machines without a GPU. Off by default: it reports to ILGPU an ability that the device
/// lacks,
/// and makes the compiler drop the keyword that would need it.
/// </summary>
internal static partial class PoclOptIn
{
    /// <summary>The environment variable that turns the opt-in on if it is 1.</summary>
    public const string EnvironmentVariable = "GPUSEG_POCL";

    /// <summary>Whether the opt-in is on.</summary>
    public static bool Enabled => OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(EnvironmentVariable) == "1";

    /// <summary>
    /// Sets PoCL's build flags; call it before OpenCL is loaded. PoCL reads the environment of the C library, which .NET does not write to.
    /// </summary>
    public static void SetBuildFlags() => _ = SetEnv("POCL_EXTRA_BUILD_FLAGS", "-D__generic=__global", 1);

    /// <summary>Marks <paramref name="device"/> as able to use generic addresses if it is PoCL's.</summary>
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
