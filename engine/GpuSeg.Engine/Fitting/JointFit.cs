using System.Runtime.ExceptionServices;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>
/// Fits several estimators, and all starts of each, to the same voxels together: each pass reads the voxels once for all live paths.
/// </summary>
/// <remarks>
/// Every estimator gives the clustering that its own Fit gives. A start that runs into the path of another start of the same estimator is
/// dropped: from there on the two are one.
/// </remarks>
public static class JointFit
{
    /// <summary>Fits <paramref name="estimators"/>; one that fails does not stop the others.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static IReadOnlyList<JointResult> Fit(
        VoxelSet voxels,
        IReadOnlyList<IEstimator> estimators,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        ArgumentNullException.ThrowIfNull(estimators);
        using var context = new FitContext(voxels, progress, cancellation);
        Candidate[] candidates = [.. estimators.Select(estimator => new Candidate(estimator, context))];
        while (candidates.Select(candidate => candidate.NextWave()).OfType<Wave>().Distinct().ToArray() is { Length: > 0 } waves)
        {
            SharedPasses.Run(waves, cancellation);
        }

        return [.. candidates.Select(candidate => candidate.ToResult())];
    }

    // An estimator with its search, or the reason why the search cannot go on.
    private sealed class Candidate
    {
        private readonly IEstimator _estimator;
        private ISearch? _search;
        private IEnumerator<Wave>? _waves;
        private Exception? _failure;

        public Candidate(IEstimator estimator, FitContext context)
        {
            _estimator = estimator;
            Try(() =>
            {
                RequireResolved(context.Voxels);
                return _waves = (_search = estimator.Begin(context)).Waves().GetEnumerator();
            });
        }

        public Wave? NextWave() => _failure is null && Try(() => _waves!.MoveNext()) ? _waves!.Current : null;

        public JointResult ToResult() => new(_estimator, () =>
        {
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }

            return _search!.Ends();
        });

        private static void RequireResolved(VoxelSet voxels)
        {
            if (voxels.Frame.Unresolved(voxels.Features) is [var lost, ..])
            {
                throw new ClusteringException(
                    $"{voxels.Features.Names[lost]}: float32 cannot tell most values apart beside deviations of {voxels.Frame.Unit:G2}; "
                    + "remove extreme values or scale the images to variance 1.");
            }
        }

        private T? Try<T>(Func<T> step)
        {
            try
            {
                return step();
            }
            catch (Exception e) when (e is ClusteringException or ArgumentException)
            {
                _failure = e;
                return default;
            }
        }
    }
}
