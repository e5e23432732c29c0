using BenchmarkDotNet.Environments;

namespace GpuSeg.Bench.Compare;

/// <summary>Machine of a measurement, without names of hosts or folders.</summary>
internal sealed record Machine(string Processor, int LogicalCores, string Os, string Architecture)
{
    public static Machine Here() => new(
        HostEnvironmentInfo.GetCurrent().Cpu.Value?.ProcessorName?.Trim() ?? "unknown CPU",
        Environment.ProcessorCount,
        OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "Linux",
        System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString());
}
