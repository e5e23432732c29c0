using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>The runs of KMeans from whose partitions mixtures start: one for all mixtures of as many components, seed and starts, whatever their covariances.</summary>
/// <remarks>KMeans runs on a <see cref="VoxelSample"/>: of many voxels a start costs no more than a few passes of the mixture.</remarks>
internal sealed class StartingPartitions(VoxelSet voxels) : IDisposable
{
    private readonly Dictionary<(int Components, int Seed, int Starts), KMeansSearch> _searches = [];
    private VoxelSample? _drawn;
    private VoxelSet? _sample;

    /// <summary>The search that <paramref name="mixture"/> starts from, to be run by <see cref="Find"/>; null where it starts otherwise.</summary>
    public KMeansSearch? Of(GaussianMixture mixture)
    {
        if (!mixture.StartsFromPartitions)
        {
            return null;
        }

        var key = (mixture.NComponents, mixture.Seed, mixture.Starts);
        if (!_searches.TryGetValue(key, out var search))
        {
            // Start r is that of a single KMeans seeded with Seed + r.
            var kmeans = new KMeans { NClusters = mixture.NComponents, NInit = mixture.Starts };
            _searches[key] = search = new(Sample(), kmeans, restart => RandomStreams.Of(unchecked(mixture.Seed + restart), 0), progress: null);
        }

        return search;
    }

    /// <summary>Runs the searches.</summary>
    public void Find(CancellationToken cancellation)
    {
        foreach (var search in _searches.Values)
        {
            search.Start(cancellation);
        }

        Lloyd.Run(_sample ?? voxels, [.. _searches.Values], cancellation);
    }

    public void Dispose()
    {
        _sample?.Dispose();
        _drawn?.Dispose();
    }

    // The same for every mixture, so that a model does not depend on those fitted beside it.
    private VoxelSet Sample() => voxels.Count <= VoxelSample.Most
        ? voxels
        : _sample ??= voxels.LoadBeside((_drawn = VoxelSample.Of(voxels.Features, RandomStreams.Of(0, 0))).Features);
}
