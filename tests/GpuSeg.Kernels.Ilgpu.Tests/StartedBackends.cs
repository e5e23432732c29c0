using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>The ILGPU backends, each started once per test class; tests of a missing backend are skipped with the reason.</summary>
public sealed class StartedBackends : IDisposable
{
    private readonly Dictionary<string, IBackend> _started = [];

    public static IReadOnlyList<string> Names { get; } = [.. TestedBackends.Names];

    public static TheoryData<string> Rows() => [.. Names];

    public IBackend Get(string name)
    {
        if (!_started.TryGetValue(name, out var backend))
        {
            try
            {
                backend = Backends.All.Create(name);
            }
            catch (BackendUnavailableException unavailable)
            {
                Assert.Skip($"{name}: {unavailable.Message}");
            }

            _started.Add(name, backend);
        }

        return backend;
    }

    public void Dispose()
    {
        foreach (var backend in _started.Values)
        {
            backend.Dispose();
        }
    }
}
