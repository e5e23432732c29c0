namespace GpuSeg.Cli.Tests;

/// <summary>Runs on the CPU load nothing of ILGPU.</summary>
public sealed class BackendLoadTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("cpu", false)]
    [InlineData("reference", false)]
    [InlineData("", false)]
    [InlineData("ilgpu-cpu", true)]
    public void Loads_ILGPU_only_when_the_backend_needs_it(string backend, bool needed)
    {
        var list = _place.At("loaded.txt");
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(BackendLoadTests).Assembly.Location,
            [StartupHook.ListVariable] = list,
            ["GPUSEG_BACKEND"] = backend,
        };
        var outcome = Gpuseg.RunIn(environment, "segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix);
        Assert.True(outcome.ExitCode == 0, outcome.Stderr);
        var loaded = File.ReadAllLines(list);
        Assert.Contains("GpuSeg.Kernels", loaded);
        Assert.Equal(needed, loaded.Contains("ILGPU"));
        Assert.Equal(needed, loaded.Contains("ILGPU.Algorithms"));
    }
}
