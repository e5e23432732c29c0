using GpuSeg.Bench.Data;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels;

namespace GpuSeg.Bench.Compare;

/// <summary>GpuSeg with the voxels loaded, on every measured backend; cpu at one and at all threads.</summary>
internal sealed class OurSides : IDisposable
{
    private readonly List<OurSide> _sides = [];

    public OurSides(FeatureMatrix features)
    {
        foreach (var entry in BackendRows.Available(entry => entry.AutomaticFrom is not null, Console.Error.WriteLine))
        {
            int[] threads = entry.Name == "cpu" ? [.. new[] { 1, Environment.ProcessorCount }.Distinct()] : [0];
            _sides.AddRange(threads.Select(n => new OurSide(entry, n, features) { HasGoal = n == threads[^1] }));
        }
    }

    public IReadOnlyList<OurSide> All => _sides;

    public IEnumerable<string> Backends => _sides.Select(side => side.Backend.Name).Distinct();

    /// <summary>Finds the backend <paramref name="name"/>; cpu with all threads.</summary>
    /// <exception cref="NotMeasuredException">The backend is not measured, or does not start.</exception>
    public OurSide Find(string name) =>
        _sides.LastOrDefault(side => side.Backend.Name == name) ?? throw new NotMeasuredException(Missing(name));

    public void Dispose() => _sides.ForEach(side => side.Dispose());

    private static string Missing(string name) =>
        BackendRows.Chosen.Count > 0 ? $"{name} is not among --backends"
        : name == "cuda" ? "no NVIDIA GPU"
        : $"the backend {name} does not start on this machine";
}

/// <summary>Backend with the voxels in its memory.</summary>
internal sealed class OurSide : IDisposable
{
    public OurSide(BackendEntry entry, int threads, FeatureMatrix features)
    {
        Backend = entry.Create(new(threads));
        Name = $"{entry.Name}, {Backend.Device}";
        Voxels = VoxelSet.Load(Backend, features);
    }

    public string Name { get; }

    public IBackend Backend { get; }

    public VoxelSet Voxels { get; }

    /// <summary>Whether goals apply; false for one thread if the backend also runs with more.</summary>
    public bool HasGoal { get; init; } = true;

    public void Dispose()
    {
        Voxels.Dispose();
        Backend.Dispose();
    }
}
