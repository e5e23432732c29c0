using GpuSeg.Tests;

namespace GpuSeg.Images.Tests;

/// <summary>nibabel as an independent oracle.</summary>
internal static class Nibabel
{
    private static readonly PythonModule s_module = new("nibabel", "python3-nibabel");

    /// <inheritdoc cref="PythonModule.Run"/>
    public static string Run(string script, params string[] arguments) => s_module.Run(script, arguments);
}
