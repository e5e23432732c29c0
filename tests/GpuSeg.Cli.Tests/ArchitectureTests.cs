using System.Reflection;

namespace GpuSeg.Cli.Tests;

public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("gpuseg", "GpuSeg.Engine", "GpuSeg.Figures", "GpuSeg.Images", "GpuSeg.Kernels", "GpuSeg.Kernels.Ilgpu", "GpuSeg.Report",
        "GpuSeg.Studies",
        "GpuSeg.Threads")]
    [InlineData("GpuSeg.Report", "GpuSeg.Engine", "GpuSeg.Figures", "GpuSeg.Images", "GpuSeg.Studies", "GpuSeg.Threads")]
    [InlineData("GpuSeg.Figures", "GpuSeg.Engine", "GpuSeg.Images", "GpuSeg.Threads")]
    [InlineData("GpuSeg.Studies", "GpuSeg.Engine", "GpuSeg.Images", "GpuSeg.Threads")]
    [InlineData("GpuSeg.Images", "GpuSeg.Threads")]
    [InlineData("GpuSeg.Kernels.Ilgpu", "GpuSeg.Engine", "GpuSeg.Kernels")]
    [InlineData("GpuSeg.Kernels", "GpuSeg.Engine", "GpuSeg.Threads")]
    [InlineData("GpuSeg.Engine", "GpuSeg.Threads")]
    [InlineData("GpuSeg.Threads")]
    public void Links_assemblies_in_one_direction(string assembly, params string[] expected) =>
        Assert.Equal(expected, References(assembly).Where(name => name.StartsWith("GpuSeg", StringComparison.Ordinal)));

    [Theory]
    [InlineData("gpuseg")]
    [InlineData("GpuSeg.Report")]
    [InlineData("GpuSeg.Figures")]
    [InlineData("GpuSeg.Studies")]
    [InlineData("GpuSeg.Images")]
    [InlineData("GpuSeg.Kernels")]
    [InlineData("GpuSeg.Engine")]
    public void Keeps_ILGPU_to_its_backends(string assembly) =>
        Assert.DoesNotContain(References(assembly), name => name.StartsWith("ILGPU", StringComparison.Ordinal));

    [Theory]
    [InlineData("gpuseg")]
    [InlineData("GpuSeg.Report")]
    [InlineData("GpuSeg.Studies")]
    [InlineData("GpuSeg.Images")]
    public void Keeps_drawing_libraries_to_the_figures(string assembly) =>
        Assert.DoesNotContain(References(assembly), name =>
            name.StartsWith("ScottPlot", StringComparison.Ordinal) || name.StartsWith("SkiaSharp", StringComparison.Ordinal));

    [Theory]
    [InlineData("GpuSeg.Report")]
    [InlineData("GpuSeg.Figures")]
    [InlineData("GpuSeg.Studies")]
    [InlineData("GpuSeg.Images")]
    [InlineData("GpuSeg.Kernels.Ilgpu")]
    [InlineData("GpuSeg.Kernels")]
    [InlineData("GpuSeg.Engine")]
    public void Keeps_the_terminal_to_the_command(string assembly) =>
        Assert.DoesNotContain(References(assembly), name => name is "System.Console" or "System.CommandLine" or "Spectre.Console");

    private static IEnumerable<string> References(string assembly) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!).Order();
}
