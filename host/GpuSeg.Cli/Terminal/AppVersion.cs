using System.Reflection;

namespace GpuSeg.Cli.Terminal;

/// <summary>The version that outputs and <c>--version</c> name.</summary>
internal static class AppVersion
{
    public static string Text { get; } =
        typeof(AppVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
