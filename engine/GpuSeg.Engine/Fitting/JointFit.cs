using System.Runtime.ExceptionServices;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Fitting;

/// <summary>Fits several estimators, and all starts of each, to the same voxels together: each pass reads the voxels once for all that are still under way.</summary>
/// <remarks>
/// Every estimator gives the model that its own Fit gives. A start that runs into the path of another start of the same estimator is
/// dropped: from there on the two are one.
/// </remarks>
public static class JointFit
{
    /// <summary>Fits <paramref name="estimators"/>; one that fails does not stop the others.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static IReadOnlyList<JointResult> Fit(
        VoxelSet voxels, IReadOnlyList<IEstimator> estimators, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        ArgumentNullException.ThrowIfNull(estimators);
        using var partitions = new StartingPartitions(voxels);
        using var samples = new SampledStarts(voxels);
        IFitSearch[] searches = [.. estimators.Select(estimator => Search(voxels, () => samples.Begun(estimator, progress, cancellation), progress, partitions))];
        partitions.Find(cancellation);
        KMeansSearch[] kmeans = [.. searches.OfType<KMeansSearch>()];
        Array.ForEach(kmeans, search => search.Start(cancellation));
        Lloyd.Run(voxels, kmeans, cancellation);
        MixtureSearch[] mixtures = [.. searches.OfType<MixtureSearch>()];
        Array.ForEach(mixtures, search => search.Start(cancellation));
        ExpectationMaximization.Run(voxels, mixtures, cancellation);
        return [.. estimators.Zip(searches, (estimator, search) => new JointResult(estimator, search.Ends))];
    }

    private static IFitSearch Search(VoxelSet voxels, Func<IEstimator> begun, IProgress<FitProgress>? progress, StartingPartitions partitions)
    {
        try
        {
            switch (begun())
            {
                case KMeans kmeans:
                    kmeans.Check(voxels);
                    return new KMeansSearch(voxels, kmeans, restart => RandomStreams.Of(kmeans.Seed, restart), progress);
                case GaussianMixture mixture:
                    mixture.Check(voxels);
                    return new MixtureSearch(voxels, mixture, partitions.Of(mixture), progress);
                case var other:
                    throw new ArgumentException($"There is no fit of {other.GetType().Name}.");
            }
        }
        catch (Exception e) when (e is ClusteringException or ArgumentException)
        {
            return new RefusedSearch(e);
        }
    }

    private sealed class RefusedSearch(Exception refusal) : IFitSearch
    {
        public IReadOnlyList<FitEnd> Ends()
        {
            ExceptionDispatchInfo.Throw(refusal);
            return [];
        }
    }
}
