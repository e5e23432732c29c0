using BenchmarkDotNet.Attributes;
using GpuSeg.Bench.Data;
using GpuSeg.Engine;
using GpuSeg.Engine.Clustering;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;

namespace GpuSeg.Bench.Micro;

/// <summary>Complete fits with scikit-learn's defaults; loading the voxels is part of it.</summary>
public class FitBenchmarks
{
    private IBackend _backend = null!;
    private FeatureMatrix _features = null!;

    [ParamsSource(nameof(BackendNames))]
    public string Backend { get; set; } = "cpu";

    [Params(MadeImages.BrainVoxels)]
    public int N { get; set; }

    [Params(3)]
    public int K { get; set; }

    [Params(1, 4)]
    public int D { get; set; }

    public static IEnumerable<string> BackendNames => PassBenchmarks.BackendNames;

    [GlobalSetup]
    public void Start() => (_backend, _features) = (Backends.Find(Backend).Create(new()), FeatureCache.Of(N, D));

    [GlobalCleanup]
    public void Stop() => _backend.Dispose();

    [Benchmark]
    public IClusterModel Mixture() => Fit(new GaussianMixture { NComponents = K });

    [Benchmark]
    public IClusterModel KMeans() => Fit(new KMeans { NClusters = K });

    private IClusterModel Fit(IEstimator estimator)
    {
        using var voxels = VoxelSet.Load(_backend, _features);
        return estimator.Fit(voxels);
    }
}
