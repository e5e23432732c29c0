using BenchmarkDotNet.Attributes;
using GpuSeg.Bench.Data;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Bench.Micro;

/// <summary>One pass over resident voxels; <see cref="Load"/> makes them resident, and rows WithTransfer include it.</summary>
public class PassBenchmarks
{
    private IBackend _backend = null!;
    private VoxelSet _voxels = null!;
    private MixtureDensity _density = null!;
    private Moments _moments = null!;
    private Centres _centres = null!;
    private Assignment _assignment = null!;
    private byte[] _labels = [];

    [ParamsSource(nameof(BackendNames))]
    public string Backend { get; set; } = "cpu";

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    [Params(3, 8)]
    public int K { get; set; }

    [Params(1, BenchSizes.MostDimensions)]
    public int D { get; set; }

    public static IEnumerable<string> BackendNames =>
        BackendRows.Available(entry => entry.AutomaticFrom is not null, Console.Error.WriteLine).Select(entry => entry.Name);

    public static IEnumerable<int> Sizes => BenchSizes.All;

    [GlobalSetup]
    public void Start()
    {
        _backend = Backends.All.Find(Backend).Create(new());
        _voxels = VoxelSet.Load(_backend, FeatureCache.Of(N, D));
        MemoryColumn.Measure(_backend, _voxels.Features);
        _density = Densities.Of(_voxels, K);
        _moments = new(K, D);
        _centres = new(K, D);
        _density.Means.CopyTo(_centres.Values, 0);
        _assignment = new(K, D);
        _labels = new byte[N];
    }

    [GlobalCleanup]
    public void Stop()
    {
        _voxels.Dispose();
        _backend.Dispose();
    }

    [Benchmark]
    public void Expect() => _voxels.Passes.Expect([_density], Membership.Soft, [_moments]);

    [Benchmark]
    public void Assign() => _voxels.Passes.Assign([_centres], [_assignment]);

    [Benchmark]
    public void Label() => _voxels.Passes.Label(_density, _labels);

    [Benchmark]
    public void Load()
    {
        using var passes = _backend.Load(_voxels.Features, _voxels.Frame);
    }

    [Benchmark]
    public void ExpectWithTransfer()
    {
        using var passes = _backend.Load(_voxels.Features, _voxels.Frame);
        passes.Expect([_density], Membership.Soft, [_moments]);
    }

    [Benchmark]
    public void AssignWithTransfer()
    {
        using var passes = _backend.Load(_voxels.Features, _voxels.Frame);
        passes.Assign([_centres], [_assignment]);
    }
}
