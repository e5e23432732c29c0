using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Centroids;

/// <summary>The search of one KMeans over its starts: their paths, and the model at the end of the best.</summary>
/// <param name="voxels">What is clustered.</param>
/// <param name="options">The KMeans.</param>
/// <param name="random">The random numbers of every start.</param>
/// <param name="progress">Told every start and every iteration of each.</param>
internal sealed class KMeansSearch(VoxelSet voxels, KMeans options, Func<int, RandomSource> random, IProgress<FitProgress>? progress)
    : IFitSearch
{
    private readonly Dictionary<Partition, LloydPath> _visited = [];
    private LloydPath[] _paths = [];

    /// <summary>The paths that need another pass.</summary>
    public IEnumerable<LloydPath> Live => _paths.Where(path => path.IsLive);

    /// <summary>Finds the first centres of every start.</summary>
    public void Start(CancellationToken cancellation)
    {
        _paths = new LloydPath[options.Starts];
        for (var restart = 0; restart < _paths.Length; restart++)
        {
            _paths[restart] = new(voxels, options, FirstCentres(random(restart), cancellation));
            progress?.Report(new(restart + 1, _paths.Length, 0, double.NaN));
        }
    }

    /// <summary>Takes the assignments of a pass over those <paramref name="paths"/> that are this search's.</summary>
    public void Accept(IReadOnlyCollection<LloydPath> paths) => Accept(Live.Where(paths.Contains));

    /// <summary>Takes the paths along step <paramref name="step"/> of those that the passes took by themselves.</summary>
    public void Follow(int step)
    {
        LloydPath[] paths = [.. Live.Where(path => path.StepsAhead > step)];
        Array.ForEach(paths, path => path.Follow(step));
        Accept(paths);
    }

    /// <summary>The path on which start <paramref name="restart"/> ended: its own or another's.</summary>
    public LloydPath End(int restart)
    {
        var path = _paths[restart];
        while (path.Joined is not null)
        {
            path = path.Joined;
        }

        return path;
    }

    /// <inheritdoc/>
    public IReadOnlyList<FitEnd> Ends()
    {
        LloydPath[] ends = [.. _paths.Where(path => path.Joined is null)];
        var best = ends.Aggregate(Better);
        return [.. ends.OrderBy(path => path != best).ThenBy(path => path.Assignment.Inertia).Select(ToEnd)];
    }

    // A start that ends in the same partition differs by rounding only: the first one is kept, as in scikit-learn.
    private static LloydPath Better(LloydPath first, LloydPath path) =>
        path.Assignment.Inertia < first.Assignment.Inertia && !new Partition(path.Assignment).Equals(new Partition(first.Assignment)) ? path : first;

    private FitEnd ToEnd(LloydPath path)
    {
        var joined = _paths.Count(other => other.Joined is not null);
        var model = new KMeansModel(new(path.Centres, path.Assignment, path.Iterations, path.Converged, joined), voxels, Warnings(path));
        return new(new ModelClustering<KMeansModel>(model, voxels), model.Inertia, Enumerable.Range(0, _paths.Length).Count(restart => End(restart) == path));
    }

    private void Accept(IEnumerable<LloydPath> paths)
    {
        foreach (var path in paths.ToArray())
        {
            // Where an empty cluster goes depends on the centres, not on the partition alone.
            var tells = _paths.Length > 1 && !path.Assignment.Counts.Contains(0);
            var (inertia, partition) = (path.Assignment.Inertia, tells ? new Partition(path.Assignment) : null);
            if (path.Accept())
            {
                progress?.Report(new(Array.IndexOf(_paths, path) + 1, _paths.Length, path.Iterations, ToUser(inertia)));
                Join(path, partition);
            }
        }
    }

    // From a partition that another path has had, both go the same way, and the other one is ahead.
    private void Join(LloydPath path, Partition? partition)
    {
        if (partition is null || _visited.TryAdd(partition, path))
        {
            return;
        }

        var other = _visited[partition];
        path.Joined = other == path || other.Joined is not null ? null : other;
    }

    private Centres FirstCentres(RandomSource numbers, CancellationToken cancellation)
    {
        var start = new Centres(options.NClusters, voxels.Dimensions);
        var centres = options.InitialCentres is { } given ? [.. given] : Pick(numbers, cancellation);
        voxels.Frame.FromUser(centres).CopyTo(start.Values, 0);
        return start;
    }

    private double[] Pick(RandomSource numbers, CancellationToken cancellation) => voxels.Features.Rows(options.Init switch
    {
        KMeansInit.KMeansPlusPlus => KMeansPlusPlus.Choose(voxels, options.NClusters, numbers, cancellation),
        KMeansInit.Random => RandomStreams.Distinct(numbers, options.NClusters, voxels.Count),
        _ => throw new InvalidOperationException($"There is no KMeans init {options.Init}."),
    });

    private double ToUser(double inertia) => inertia * voxels.Frame.Unit * voxels.Frame.Unit;

    private List<string> Warnings(LloydPath path)
    {
        var warnings = new List<string>();
        var found = path.Assignment.Counts.Count(count => count > 0);
        if (found < options.NClusters)
        {
            warnings.Add($"Only {found} of {options.NClusters} clusters hold voxels; use fewer clusters.");
        }

        if (!path.Converged)
        {
            warnings.Add($"KMeans did not come to rest in {options.MaxIter} iterations; {Options.ToConverge(options)}.");
        }

        return warnings;
    }
}
