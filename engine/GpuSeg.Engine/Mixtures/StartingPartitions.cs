using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// The runs of KMeans from whose partitions mixtures start: one for all mixtures of as many components, seed and starts, whatever their
/// covariances.
/// </summary>
/// <remarks>KMeans runs on a <see cref="VoxelSample"/>: of many voxels a start costs no more than a few passes of the mixture.</remarks>
internal static class StartingPartitions
{
    /// <summary>Returns the search that mixtures with these options start from.</summary>
    public static KMeansSearch Share(FitContext context, int components, int seed, int starts) =>
        context.Share((typeof(StartingPartitions), components, seed, starts), () =>
        {
            // Start r is that of a single KMeans seeded with Seed + r.
            var kmeans = new KMeans { NClusters = components, NInit = starts };
            return new KMeansSearch(
                Voxels(context), kmeans, restart => RandomStreams.Of(unchecked(seed + restart), 0), progress: null, context.Cancellation);
        });

    // The same for every mixture, so that a model does not depend on those fitted beside it.
    private static VoxelSet Voxels(FitContext context) => context.Voxels.Count <= VoxelSample.Most
        ? context.Voxels
        : context.Share(typeof(StartingPartitions), () => context.Voxels.LoadSample(RandomStreams.Of(0, 0), VoxelSample.Most));
}
