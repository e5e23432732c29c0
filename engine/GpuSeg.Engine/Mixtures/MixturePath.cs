using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// A mixture on a path: the density of the next expectation step and, from the first maximization step on, its parameters.
/// </summary>
/// <param name="Parameters">The parameters in the frame; null for a start that is known by its density alone.</param>
/// <param name="Density">The density, made of the parameters when it is needed.</param>
internal sealed record MixturePoint(MixtureParameters? Parameters, Lazy<MixtureDensity> Density);

/// <summary>The iteration of a mixture from one start: it climbs the lower bound step by step.</summary>
/// <param name="problem">The mixture.</param>
/// <param name="start">The first density.</param>
internal abstract class MixturePath(MixtureProblem problem, MixtureDensity start) : FitPath
{
    private readonly List<double> _lowerBounds = [];
    private readonly Moments _moments = problem.NewMoments();

    /// <summary>The lower bounds climbed so far, in the user's units; the first is the start's.</summary>
    public IReadOnlyList<double> LowerBounds => _lowerBounds;

    /// <summary>The parameters that the last maximization step gave, in the frame; null before the first one.</summary>
    public MixtureParameters? Parameters { get; private set; }

    public override double Objective => LowerBounds[^1];

    /// <summary>
    /// An estimate of the rise that is left to the bound if the path went on to its optimum; null if its last steps do not show it.
    /// </summary>
    public abstract double? BoundToGain { get; }

    protected MixtureProblem Problem => problem;

    /// <summary>The place of the next expectation step.</summary>
    protected MixturePoint Point { get; set; } = new(null, new Lazy<MixtureDensity>(start));

    protected bool IsLimitReached => Iterations >= problem.MaxIter;

    /// <summary>
    /// Takes back the last step of a path that has ended on a histogram and starts it again, to end with a step over the voxels.
    /// </summary>
    public void TakeBackLastStep()
    {
        _lowerBounds.RemoveAt(_lowerBounds.Count - 1);
        Iterations--;
        Converged = false;
        Point = BeforeLastStep();
    }

    /// <summary>Returns the place from which the last step is repeated.</summary>
    protected abstract MixturePoint BeforeLastStep();

    /// <summary>Asks for the expectation step at <see cref="Point"/>.</summary>
    /// <param name="mayGoOn">Whether the backend may take further EM steps by itself.</param>
    protected ExpectRequest Expect(bool mayGoOn)
    {
        var ahead = mayGoOn && problem.CanLookAhead ? Ahead : (Func<MixtureIteration>?)null;
        return new(Point.Density, _moments, problem.Refine, ahead) { PassesLeft = problem.MaxIter - Iterations };
    }

    /// <summary>Computes the lower bound from an expectation step.</summary>
    protected double LowerBound(ExpectRequest expectation) => problem.LowerBound(expectation.LogLikelihood);

    /// <summary>Takes an EM step: adds its lower bound to those climbed and moves to the parameters of its maximization step.</summary>
    /// <returns>The place that it led to, <see cref="Point"/>.</returns>
    /// <exception cref="ClusteringException">The bound is not finite, or a covariance collapsed.</exception>
    protected MixturePoint Step(ExpectRequest expectation)
    {
        _lowerBounds.Add(MixtureProblem.RequireFinite(LowerBound(expectation)));
        Point = problem.Maximize(expectation, Point.Density);
        Parameters = Point.Parameters;
        return Point;
    }

    private MixtureIteration Ahead() => problem.ToIteration(Point.Density.Value, LowerBounds is [.., var last] ? last : double.NaN);
}
