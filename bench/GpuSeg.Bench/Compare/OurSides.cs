using GpuSeg.Bench.Data;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels;

namespace GpuSeg.Bench.Compare;

/// <summary>GpuSeg ready to run: every backend measured, the cpu at one and at all threads, with the voxels loaded.</summary>
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

    /// <summary>The backend called <paramref name="name"/>, the cpu with all its threads.</summary>
    /// <exception cref="NotMeasuredException">It is not measured, or does not start here.</exception>
    public OurSide Find(string name) => _sides.LastOrDefault(side => side.Backend.Name == name) ?? throw new NotMeasuredException(
        BackendRows.Chosen.Count > 0 ? $"{name} is not among --backends" : name == "cuda" ? "no NVIDIA card" : $"the backend {name} does not start here");

    public void Dispose() => _sides.ForEach(side => side.Dispose());
}

/// <summary>One backend with the voxels in its memory.</summary>
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

    /// <summary>Whether goals are meant for it: not for one thread where there are more.</summary>
    public bool HasGoal { get; init; } = true;

    public void Dispose()
    {
        Voxels.Dispose();
        Backend.Dispose();
    }
}
