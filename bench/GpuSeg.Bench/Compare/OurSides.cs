using GpuSeg.Bench.Data;
using GpuSeg.Engine;
using GpuSeg.Engine.Passes;
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
            _sides.AddRange(threads.Select(n => new OurSide(entry, n, features)));
        }
    }

    public IReadOnlyList<OurSide> All => _sides;

    public IEnumerable<string> Backends => _sides.Select(side => side.Backend.Name).Distinct();

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

    public void Dispose()
    {
        Voxels.Dispose();
        Backend.Dispose();
    }
}
