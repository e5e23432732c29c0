using System.Collections.Concurrent;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Engine.Tests;

/// <summary>The backends of the product's table; those that cannot start here skip their tests with the reason.</summary>
/// <remarks>A started backend is lent to one test at a time and kept for the next: starting one may compile kernels.</remarks>
internal static class TestBackends
{
    private static readonly ConcurrentDictionary<string, string> Reasons = new();
    private static readonly ConcurrentDictionary<string, ConcurrentBag<IBackend>> Idle = new();

    /// <summary>The yardstick, and what a laptop gets: both fast enough for many small fits.</summary>
    public static readonly string[] Quick = ["reference", "cpu"];

    public static IEnumerable<string> Names => Backends.All.Entries.Select(entry => entry.Name);

    /// <summary>Runs <paramref name="test"/> with the features loaded into the backend called <paramref name="name"/>.</summary>
    public static void With(string name, FeatureMatrix features, Action<VoxelSet> test) => With(name, features, null, test);

    /// <summary>Runs <paramref name="test"/> with features whose places in a grid are known.</summary>
    public static void With(string name, FeatureMatrix features, VoxelLattice? lattice, Action<VoxelSet> test)
    {
        var backend = Borrow(name);
        try
        {
            using var voxels = VoxelSet.Load(backend, features, lattice);
            test(voxels);
        }
        finally
        {
            Idle[name].Add(backend);
        }
    }

    private static IBackend Borrow(string name)
    {
        Assert.SkipUnless(Names.Contains(name), $"The table has no backend {name}.");
        Assert.SkipWhen(Reasons.TryGetValue(name, out var reason), $"{name}: {reason}");
        if (Idle.GetOrAdd(name, _ => []).TryTake(out var idle))
        {
            return idle;
        }

        try
        {
            return Backends.All.Find(name).Create(new());
        }
        catch (BackendUnavailableException unavailable)
        {
            Reasons[name] = unavailable.Message;
            Assert.Skip($"{name}: {unavailable.Message}");
            throw;
        }
    }
}
