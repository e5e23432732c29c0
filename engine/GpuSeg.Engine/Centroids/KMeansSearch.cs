using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Centroids;

/// <summary>The search of one KMeans over its starts: their paths, and the models at their ends.</summary>
/// <param name="voxels">The voxels that are clustered.</param>
/// <param name="options">The KMeans.</param>
/// <param name="random">Returns the random numbers of a start.</param>
/// <param name="progress">Receives every start and every iteration of each.</param>
/// <param name="cancellation">Stops the search for starts.</param>
internal sealed class KMeansSearch(
    VoxelSet voxels, KMeans options, Func<int, RandomSource> random, IProgress<FitProgress>? progress, CancellationToken cancellation)
    : ISearch
{
    private readonly Dictionary<Partition, LloydPath> _visited = [];
    private LloydPath[] _paths = [];
    private Wave? _wave;

    /// <summary>The only wave; its starts are found when it is first asked for.</summary>
    public Wave First => _wave ??= new Wave<LloydPath>(voxels.Passes, _paths = Starts(), Meet, progress);

    public IEnumerable<Wave> Waves() => [First];

    /// <summary>Returns the path on which start <paramref name="restart"/> ended: its own or another start's.</summary>
    public LloydPath End(int restart) => (LloydPath)_paths[restart].End;

    public IReadOnlyList<FitEnd> Ends()
    {
        LloydPath[] ends = [.. _paths.Where(path => path.Joined is null)];
        var best = ends.Aggregate(Better);
        return [.. ends.OrderBy(path => path != best).ThenBy(path => path.Assignment.Inertia).Select(ToEnd)];
    }

    // A start that ends in the same partition differs by rounding only: the first one is kept, as in scikit-learn.
    private static LloydPath Better(LloydPath first, LloydPath path) =>
        path.Assignment.Inertia < first.Assignment.Inertia && !new Partition(path.Assignment).Equals(new Partition(first.Assignment))
            ? path
            : first;

    private FitEnd ToEnd(LloydPath path)
    {
        var model = KMeansModel.FromFit(voxels, path, _paths.Count(other => other.Joined is not null), Warnings(path));
        return new(new ModelClustering<KMeansModel>(model, voxels), model.Inertia, _paths.Count(start => start.End == path));
    }

    // From a partition that another path has had, both go the same way, and the other one is ahead.
    private LloydPath? Meet(LloydPath path)
    {
        // An empty cluster moves to a place that depends on the centres, not on the partition alone.
        if (path.Assignment.Counts.Contains(0))
        {
            return null;
        }

        var partition = new Partition(path.Assignment);
        if (_visited.TryAdd(partition, path))
        {
            return null;
        }

        var other = _visited[partition];
        return other == path || other.Joined is not null ? null : other;
    }

    private LloydPath[] Starts()
    {
        // scikit-learn's tol is relative to the mean variance of the features.
        var tol = options.Converge ? 0 : options.Tol;
        var shiftLimit = tol * voxels.Features.Variance.Sum() / voxels.Dimensions / (voxels.Frame.Unit * voxels.Frame.Unit);
        var paths = new LloydPath[options.Starts];
        for (var restart = 0; restart < paths.Length; restart++)
        {
            paths[restart] = new(voxels, FirstCentres(random(restart)), shiftLimit, options.MaxIter);
            progress?.Report(new(restart + 1, paths.Length, 0, double.NaN));
        }

        return paths;
    }

    private Centres FirstCentres(RandomSource numbers)
    {
        var start = new Centres(options.NClusters, voxels.Dimensions);
        var centres = options.InitialCentres is { } given ? [.. given] : Pick(numbers);
        voxels.Frame.FromUser(centres).CopyTo(start.Values, 0);
        return start;
    }

    private double[] Pick(RandomSource numbers) => voxels.Features.Rows(options.Init switch
    {
        KMeansInit.KMeansPlusPlus => KMeansPlusPlus.Choose(voxels, options.NClusters, numbers, cancellation),
        KMeansInit.Random => RandomStreams.Distinct(numbers, options.NClusters, voxels.Count),
        _ => throw new InvalidOperationException($"There is no KMeans init {options.Init}."),
    });

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
            warnings.Add($"KMeans did not come to rest in {options.MaxIter} iterations; {Options.ToConverge(options.Converge)}.");
        }

        return warnings;
    }
}
