using System.Globalization;
using System.Runtime.ExceptionServices;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>The search of one mixture over its starts: partitions to start from, the paths, and the models at their ends.</summary>
internal sealed class MixtureSearch : ISearch
{
    // Two paths this near (log-weights, means and Cholesky factors in standard deviations) differ by little more than rounding ...
    private const double SamePoint = 1e-5;

    // ... and their bounds by no more than this: a cheap look before the close one.
    private const double SameBound = 1e-6;

    // Components of this many voxels per parameter of a mean are not flat by chance.
    private const int ManyVoxels = 10;

    private readonly FitContext _context;
    private readonly GaussianMixture _options;
    private readonly MixtureProblem _problem;
    private readonly KMeansSearch? _partitions;
    private readonly MixtureCoordinates _coordinates;

    // Shortcuts. Each holds because a voxel's shares depend on its own values alone: the spatial stage comes after the last step.
    private readonly bool _joins;
    private readonly bool _leaps;
    private readonly bool _usesHistogram;

    private MixturePath[] _paths = [];
    private Wave? _last;

    public MixtureSearch(FitContext context, GaussianMixture options)
    {
        var voxels = context.Voxels;
        (_context, _options) = (context, options);
        _problem = new(
            voxels,
            options.NComponents,
            options.CovarianceType,
            options.RegCovar,
            options.Tol,
            options.MaxIter);
        _coordinates = new(_problem.Structure, voxels.Dimensions);
        _partitions = options.StartsFromPartitions
            ? StartingPartitions.Share(context, options.NComponents, options.Seed, options.Starts)
            : null;
        (_joins, _leaps, _usesHistogram) = (options.Starts > 1, options.Converge, options.UseHistogram);
    }

    public IEnumerable<Wave> Waves()
    {
        yield return _partitions?.First ?? Wave.Empty;
        var starts = Starts();
        _paths = Paths(starts);
        if (_usesHistogram && _context.Share(typeof(VoxelHistogram), () => VoxelHistogram.Of(_context.Voxels)) is { } histogram)
        {
            var bins = ToWave(histogram.Passes);
            yield return bins;
            LeaveHistogram(histogram.BinWidth, starts, bins.Failure is not null);
        }
        else
        {
            yield return Wave.Empty;
        }

        yield return _last = ToWave(_context.Voxels.Passes);
    }

    public IReadOnlyList<FitEnd> Ends()
    {
        if (_last?.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        MixturePath[] ends = [.. _paths.Where(path => path.Joined is null)];
        var losses = new double[ends.Length];
        for (var i = 0; i < ends.Length; i++)
        {
            losses[i] = -ends[i].LowerBounds[^1];
        }

        return [.. Ordering.Ascending(losses).Select(i => ToEnd(ends[i]))];
    }

    // A start for each restart; restarts that begin with the partition of an earlier one are its twins.
    private SharedStart[] Starts()
    {
        var initialisation = new MixtureInitialisation(_problem, _options.Start, _options.Init, _options.Seed, _partitions);
        var starts = new SharedStart[_options.Starts];
        for (var restart = 0; restart < starts.Length; restart++)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            var twin = Twin(restart);
            starts[restart] = new(twin is { } t ? starts[t].Density : initialisation.Start(restart, _context.Cancellation), twin);
            _context.Progress?.Report(new(restart + 1, starts.Length, 0, double.NaN));
        }

        return starts;
    }

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

    private MixturePath[] Paths(SharedStart[] starts)
    {
        MixturePath[] paths = [.. starts.Select(start => NewPath(start.Density))];
        for (var restart = 0; restart < paths.Length; restart++)
        {
            paths[restart].Joined = starts[restart].Twin is { } twin ? paths[twin] : null;
        }

        return paths;
    }

    private MixturePath NewPath(MixtureDensity start) => _leaps ? new SquaremPath(_problem, start) : new EmPath(_problem, start);

    // The paths ended on a histogram and go on over the voxels: from the last step, or from the start if a path failed or bins are too
    // wide.
    private void LeaveHistogram(double binWidth, SharedStart[] starts, bool failed)
    {
        var ended = _paths.Where(path => path.Joined is null).ToArray();
        if (failed || ended.Any(path => binWidth * VoxelHistogram.BinsPerDeviation > SmallestDeviation(path.Parameters!)))
        {
            _paths = Paths(starts);
        }
        else
        {
            Array.ForEach(ended, path => path.TakeBackLastStep());
        }
    }

    private double SmallestDeviation(MixtureParameters parameters) =>
        Math.Sqrt(Enumerable.Range(0, parameters.Weights.Length).Min(k => _problem.Structure.Expand(parameters.Covariances, k)[0]));

    private Wave<MixturePath> ToWave(IVoxelPasses passes)
    {
        var visited = new List<(double Bound, Lazy<double[]> Point, MixturePath Path)>();
        return new(passes, _paths, _joins ? Meet : _ => null, _context.Progress);

        // From a point where another path has been, both go the same way, and the other one is ahead.
        MixturePath? Meet(MixturePath path)
        {
            // Coordinates cost more than a step on a GPU, and bounds seldom meet.
            var (bound, parameters) = (path.LowerBounds[^1], path.Parameters!);
            var point = new Lazy<double[]>(() => _coordinates.Of(parameters));
            var other = visited
                .Where(visit => visit.Path != path && visit.Path.Joined is null && Math.Abs(visit.Bound - bound) <= SameBound)
                .FirstOrDefault(visit => _coordinates.AreSame(visit.Point.Value, point.Value, SamePoint)).Path;
            if (other is null)
            {
                visited.Add((bound, point, path));
            }

            return other;
        }
    }

    private FitEnd ToEnd(MixturePath path)
    {
        var course = new MixtureCourse
        {
            LowerBounds = path.LowerBounds,
            Iterations = path.Iterations,
            Converged = path.Converged,
            BoundToGain = path.BoundToGain,
            JoinedStarts = _paths.Count(other => other.Joined is not null),
            RanToOptimum = _options.Converge,
        };
        var model = GaussianMixtureModel.FromFit(_problem, path.Parameters!, course, Warnings(path), _options.Spatial);
        model = model.HasFallen ? model.With(Fall(model)) : model;
        return new(model.Cluster(_context.Voxels), path.LowerBounds[^1], _paths.Count(start => start.End == path));
    }

    private static string Fall(GaussianMixtureModel model) => string.Create(
        CultureInfo.InvariantCulture,
        $"The lower bound fell by {model.BoundFall:G2} during the fit, because reg_covar widens the components at every step; ")
        + "scale the images to variance 1 or lower reg_covar.";

    private List<string> Warnings(MixturePath path)
    {
        var voxels = _context.Voxels;
        var warnings = new List<string>();
        // Without their numbers: labels are numbered later, by another rule.
        var small = path.Parameters!.Weights.Count(weight => weight * voxels.Count < voxels.Dimensions + 1);
        if (small > 0)
        {
            warnings.Add(
                $"{small} of {_options.NComponents} components hold fewer than {voxels.Dimensions + 1} voxels, too few for a covariance; "
                + "use fewer components or raise reg_covar.");
        }

        // A few voxels lie on a line or in a plane by chance.
        var many = ManyVoxels * (voxels.Dimensions + 1);
        var flat = DoubleExpectation.Flat(_problem.ToDensity(path.Parameters))
            .Count(k => path.Parameters.Weights[k] * voxels.Count >= many);
        if (flat > 0)
        {
            warnings.Add(
                $"Images nearly follow from one another in {flat} of {_options.NComponents} components, so likelihood, BIC and AIC depend "
                + "on reg_covar; leave out an image that repeats others or their sum.");
        }

        for (var j = 0; j < voxels.Dimensions; j++)
        {
            if (StandardScaler.IsConstant(voxels.Features, j))
            {
                warnings.Add($"{voxels.Features.Names[j]} has the same value in every voxel and tells nothing apart; leave it out.");
            }
        }

        if (!path.Converged)
        {
            warnings.Add($"EM did not converge in {path.Iterations} {(path.Iterations == 1 ? "iteration" : "iterations")}; "
                + $"{Options.ToConverge(_options.Converge)}.");
        }

        return warnings;
    }

    // The density to start from, and the earlier start that has the same one; null if there is none.
    private sealed record SharedStart(MixtureDensity Density, int? Twin);
}
