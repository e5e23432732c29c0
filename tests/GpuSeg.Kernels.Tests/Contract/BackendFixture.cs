using System.Collections.Concurrent;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Reference;
using GpuSeg.Kernels.Tests.Contract;

[assembly: AssemblyFixture(typeof(BackendFixture))]

namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>The backends of the table, each started once for all tests, because a GPU takes seconds to start.</summary>
public sealed class BackendFixture : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<object>> _started = new();

    public IBackend Reference { get; } = new ReferenceBackend();

    /// <summary>The backend; a test of a backend that cannot run here is skipped with the reason.</summary>
    public IBackend this[string name]
    {
        get
        {
            var started = _started.GetOrAdd(name, _ => new(() => Start(name))).Value;
            if (started is BackendUnavailableException unavailable)
            {
                Assert.Skip($"{name}: {unavailable.Message}");
            }

            return (IBackend)started;
        }
    }

    public void Dispose()
    {
        foreach (var backend in _started.Values.Select(lazy => lazy.Value).OfType<IBackend>())
        {
            backend.Dispose();
        }
    }

    private static object Start(string name)
    {
        try
        {
            return TestedBackends.Table.Find(name).Create(new());
        }
        catch (BackendUnavailableException unavailable)
        {
            return unavailable;
        }
    }
}
