using BenchmarkDotNet.Attributes;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;

namespace GpuSeg.Bench.Micro;

/// <summary>KMeans with scikit-learn's defaults: ten starts.</summary>
public class KMeansBenchmarks : FitBase
{
    [Benchmark]
    public IClusterModel KMeansResident() => Resident(new KMeans { NClusters = K });

    [Benchmark]
    public IClusterModel KMeansWithTransfer() => WithTransfer(new KMeans { NClusters = K });
}
