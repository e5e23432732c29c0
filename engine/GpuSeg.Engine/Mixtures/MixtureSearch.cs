using System.Runtime.ExceptionServices;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>The search of one mixture over its starts: their paths, and the model at the end of the best.</summary>
internal sealed class MixtureSearch : IFitSearch
{
    // Two paths this near (log-weights, means and Cholesky factors in standard deviations) differ by little more than rounding ...
    private const double SamePoint = 1e-5;

    // ... and their bounds by no more than this: a cheap look before the close one.
    private const double SameBound = 1e-6;

    private readonly MixtureProblem _problem;
    private readonly IProgress<FitProgress>? _progress;
    private readonly KMeansSearch? _partitions;
    private readonly MixtureCoordinates _coordinates;
    private readonly List<(double Bound, Lazy<double[]> Point, MixturePath Path)> _visited = [];
    private MixturePath[] _paths = [];
    private Exception? _failure;

    /// <param name="voxels">What is clustered.</param>
    /// <param name="options">The mixture.</param>
    /// <param name="partitions">The KMeans whose partitions the mixture starts from, if it does; it has to have run before <see cref="Start"/>.</param>
    /// <param name="progress">Told every start and every iteration of each.</param>
    public MixtureSearch(VoxelSet voxels, GaussianMixture options, KMeansSearch? partitions, IProgress<FitProgress>? progress)
    {
        _problem = new(voxels, options);
        _progress = progress;
        _coordinates = new(_problem.Structure, voxels.Dimensions);
        _partitions = partitions;
    }

    /// <summary>Whether the paths may be climbed on a histogram first.</summary>
    public bool UsesHistogram => _problem.Options.UseHistogram;

    /// <summary>The paths that need another pass.</summary>
    public IEnumerable<MixturePath> Live => _failure is null ? _paths.Where(path => path.IsLive) : [];

    /// <summary>Finds the starts.</summary>
    public void Start(CancellationToken cancellation)
    {
        var initialisation = new MixtureInitialisation(_problem, _partitions);
        var paths = new MixturePath[_problem.Options.Starts];
        try
        {
            for (var restart = 0; restart < paths.Length; restart++)
            {
                cancellation.ThrowIfCancellationRequested();
                var twin = Twin(restart);
                paths[restart] = twin is { } t ? NewPath(paths[t].Density) : NewPath(initialisation.Start(restart, cancellation));
                paths[restart].Joined = twin is { } other ? paths[other] : null;
                _progress?.Report(new(restart + 1, paths.Length, 0, double.NaN));
            }

            _paths = paths;
        }
        catch (Exception e) when (e is ClusteringException or ArgumentException)
        {
            _failure = e;
        }
    }

    /// <summary>Takes the sums of a pass over those <paramref name="paths"/> that are this search's.</summary>
    public void Accept(IReadOnlyCollection<MixturePath> paths) => Accept(Live.Where(paths.Contains), path => path.Accept());

    /// <summary>Takes the paths along step <paramref name="step"/> of those that the passes took by themselves.</summary>
    public void Follow(int step) => Accept(Live.Where(path => path.StepsAhead > step), path => path.Follow(step));

    /// <summary>Makes the paths, which ended on a histogram, go on over the voxels: from the last step, or from the start where bins were too wide.</summary>
    public void LeaveHistogram(double binWidth)
    {
        var ended = _paths.Where(path => path.Joined is null).ToArray();
        var isNarrow = _failure is null && ended.All(path => binWidth * VoxelHistogram.BinsPerDeviation <= SmallestDeviation(path.Parameters!));
        _visited.Clear();
        if (isNarrow)
        {
            Array.ForEach(ended, path => path.Reopen());
        }
        else if (ended.Length > 0)
        {
            _failure = null;
            // Also those that met another path on the bins; twins, which took no step, stay what they are.
            Array.ForEach([.. _paths.Where(path => path.Joined is null || path.Iterations > 0)], path => path.Restart());
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<FitEnd> Ends()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return [.. _paths.Where(path => path.Joined is null).OrderByDescending(path => path.LowerBounds[^1]).Select(ToEnd)];
    }

    private FitEnd ToEnd(MixturePath path)
    {
        var joined = _paths.Count(other => other.Joined is not null);
        var run = new EmRun(path.Parameters!, path.LowerBounds, path.Iterations, path.Converged, path.BoundToGain, joined);
        var model = new GaussianMixtureModel(_problem, run, Warnings(run));
        return new(new ModelClustering<GaussianMixtureModel>(model, _problem.Voxels), path.LowerBounds[^1], _paths.Count(start => End(start) == path));
    }

    // The path on which a start ended: its own or another's.
    private static MixturePath End(MixturePath path) => path.Joined is { } other ? End(other) : path;

    private void Accept(IEnumerable<MixturePath> paths, Action<MixturePath> accept)
    {
        foreach (var path in paths.ToArray())
        {
            try
            {
                accept(path);
            }
            catch (ClusteringException e)
            {
                _failure = e;
                return;
            }

            _progress?.Report(new(Array.IndexOf(_paths, path) + 1, _paths.Length, path.Iterations, path.LowerBounds[^1]));
            Join(path);
        }
    }

    // The first start that begins with the same partition.
    private int? Twin(int restart)
    {
        if (_partitions is null)
        {
            return null;
        }

        var end = _partitions.End(restart);
        var first = Enumerable.Range(0, restart + 1).First(r => _partitions.End(r) == end);
        return first < restart ? first : null;
    }

    private MixturePath NewPath(MixtureDensity start) => _problem.Options.Converge ? new SquaremPath(_problem, start) : new EmPath(_problem, start);

    private double SmallestDeviation(MixtureParameters parameters) =>
        Math.Sqrt(Enumerable.Range(0, parameters.Weights.Length).Min(k => _problem.Structure.Expand(parameters.Covariances, k)[0]));

    // From a point where another path has been, both go the same way, and the other one is ahead.
    private void Join(MixturePath path)
    {
        if (_paths.Length == 1)
        {
            return;
        }

        // Coordinates cost more than a step on a graphics card, and bounds seldom meet.
        var (bound, parameters) = (path.LowerBounds[^1], path.Parameters!);
        var point = new Lazy<double[]>(() => _coordinates.Of(parameters));
        path.Joined = _visited.Where(visit => visit.Path != path && visit.Path.Joined is null && Math.Abs(visit.Bound - bound) <= SameBound)
            .FirstOrDefault(visit => _coordinates.AreSame(visit.Point.Value, point.Value, SamePoint)).Path;
        if (path.Joined is null)
        {
            _visited.Add((bound, point, path));
        }
    }

    private List<string> Warnings(EmRun run)
    {
        var voxels = _problem.Voxels;
        var warnings = new List<string>();
        // Without their numbers: labels are numbered later, by another rule.
        var small = run.Parameters.Weights.Count(weight => weight * voxels.Count < voxels.Dimensions + 1);
        if (small > 0)
        {
            warnings.Add($"{small} of {_problem.Options.NComponents} components hold fewer than {voxels.Dimensions + 1} voxels, too few for a covariance; "
                + "use fewer components or raise reg_covar.");
        }

        for (var j = 0; j < voxels.Dimensions; j++)
        {
            if (StandardScaler.IsConstant(voxels.Features, j))
            {
                warnings.Add($"{voxels.Features.Names[j]} has the same value in every voxel and tells nothing apart; leave it out.");
            }
        }

        if (!run.Converged)
        {
            warnings.Add($"EM did not converge in {run.Iterations} {(run.Iterations == 1 ? "iteration" : "iterations")}; {Options.ToConverge(_problem.Options)}.");
        }

        return warnings;
    }
}
