using System.Runtime.CompilerServices;

namespace GpuSeg.Kernels.Tests;

/// <summary>
/// Turns the PoCL opt-in on for this test program alone, before anything loads OpenCL: Debian's PoCL 3.1 compiles and runs the real
/// OpenCL kernels without a graphics card, but only with it (see docs/backends.md). A user who sets the variable to 0 keeps it off.
/// </summary>
internal static class PoclOptIn
{
    private const string Variable = Kernels.Ilgpu.PoclOptIn.EnvironmentVariable;

    [ModuleInitializer]
    internal static void TurnOn()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }
}
