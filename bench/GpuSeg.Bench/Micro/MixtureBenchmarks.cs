using BenchmarkDotNet.Attributes;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Bench.Micro;

/// <summary>Mixtures with scikit-learn's defaults, of every covariance type.</summary>
public class MixtureBenchmarks : FitBase
{
    public static IEnumerable<CovarianceType> Covariances => CovarianceTypes.All;

    [ParamsSource(nameof(Covariances))]
    public CovarianceType Covariance { get; set; } = CovarianceTypes.Full;

    private GaussianMixture Mixture => new() { NComponents = K, CovarianceType = Covariance };

    [Benchmark]
    public IClusterModel MixtureResident() => Resident(Mixture);

    [Benchmark]
    public IClusterModel MixtureWithTransfer() => WithTransfer(Mixture);
}
