using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Fitting;

/// <summary>
/// Starts found on a sample of the voxels: the whole fit, all its starts and iterations, is made there first, and where its best start
/// ended is where the fit to all voxels begins. That one stops by the same rule, so what it leaves undone is no more than elsewhere.
/// </summary>
/// <remarks>
/// A pass over the sample costs a small share of one over a brain, and where the optimum is the sample shows but for its sampling error,
/// of about one part in sqrt(<see cref="IEstimator.SampleVoxels"/>) of a standard deviation.
/// </remarks>
internal sealed class SampledStarts(VoxelSet voxels) : IDisposable
{
    private readonly Dictionary<int, (VoxelSample Drawn, VoxelSet Loaded)> _samples = [];

    /// <summary><paramref name="estimator"/> with an explicit start, where it is to start from a sample; as it is, where not.</summary>
    /// <exception cref="ArgumentException">As for the fit of the estimator.</exception>
    /// <exception cref="ClusteringException">As for the fit of the estimator.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IEstimator Begun(IEstimator estimator, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        switch (estimator)
        {
            case GaussianMixture { StartsOnSample: > 0 } mixture:
                var begun = mixture with { Init = MixtureInit.KMeans };
                var model = begun.Fit(Sample(mixture.Seed), progress, cancellation).Model;
                return begun with { Start = new(model.Weights, model.Means, model.Precisions) };
            case KMeans { StartsOnSample: > 0 } kmeans:
                var seeded = kmeans with { Init = KMeansInit.KMeansPlusPlus };
                return seeded with { InitialCentres = seeded.Fit(Sample(kmeans.Seed), progress, cancellation).Model.Means };
            default:
                return estimator;
        }
    }

    public void Dispose()
    {
        foreach (var (drawn, loaded) in _samples.Values)
        {
            loaded.Dispose();
            drawn.Dispose();
        }
    }

    private VoxelSet Sample(int seed)
    {
        if (!_samples.TryGetValue(seed, out var sample))
        {
            // The numbers of starts 0, 1, ... choose first centres.
            var drawn = VoxelSample.Of(voxels.Features, RandomStreams.Of(seed, -1), IEstimator.SampleVoxels);
            _samples[seed] = sample = (drawn, voxels.LoadBeside(drawn.Features));
        }

        return sample.Loaded;
    }
}
