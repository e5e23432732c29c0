using BenchmarkDotNet.Attributes;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Bench.Micro;

/// <summary>Complete fits over resident voxels, and over voxels loaded for every fit.</summary>
public abstract class FitBase
{
    private IBackend _backend = null!;
    private FeatureMatrix _features = null!;
    private VoxelSet _voxels = null!;

    [ParamsSource(nameof(BackendNames))]
    public string Backend { get; set; } = "cpu";

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    [Params(3, 8)]
    public int K { get; set; }

    [Params(1, BenchSizes.MostDimensions)]
    public int D { get; set; }

    public static IEnumerable<string> BackendNames => PassBenchmarks.BackendNames;

    public static IEnumerable<int> Sizes => BenchSizes.All;

    [GlobalSetup]
    public void Start()
    {
        (_backend, _features) = (Backends.All.Find(Backend).Create(new()), FeatureCache.Of(N, D));
        _voxels = VoxelSet.Load(_backend, _features);
    }

    [GlobalCleanup]
    public void Stop()
    {
        _voxels.Dispose();
        _backend.Dispose();
    }

    protected IClusterModel Resident(IEstimator estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return estimator.Fit(_voxels).Model;
    }

    protected IClusterModel WithTransfer(IEstimator estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        using var voxels = VoxelSet.Load(_backend, _features);
        return estimator.Fit(voxels).Model;
    }
}
