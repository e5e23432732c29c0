using GpuSeg.Tests;

namespace GpuSeg.Engine.Tests.Metrics;

/// <summary>scikit-learn as an independent oracle.</summary>
internal static class ScikitLearn
{
    private static readonly PythonModule s_module = new("sklearn", "python3-sklearn");

    /// <inheritdoc cref="PythonModule.Run"/>
    public static string Run(string script, params string[] arguments) => s_module.Run(script, arguments);
}
