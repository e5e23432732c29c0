using System.Runtime.CompilerServices;
using GpuSeg.Kernels.Ilgpu.Device;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>
/// Turns the PoCL opt-in on for this test program alone, before anything loads OpenCL: Debian's PoCL 3.1 compiles and runs the real
/// OpenCL kernels without a GPU, but only with it (see docs/backends.md). A user who sets the variable to 0 keeps it off.
/// </summary>
internal static class PoclForTests
{
    private const string Variable = PoclOptIn.EnvironmentVariable;

    [ModuleInitializer]
    internal static void TurnOn()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }
}
