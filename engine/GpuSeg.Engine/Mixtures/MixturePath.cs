using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// The way from one start: it asks for the expectation step of <see cref="Density"/>, takes the sums, and asks for the next one.
/// So the steps of many paths can be taken in one pass over the voxels.
/// </summary>
internal abstract class MixturePath(MixtureProblem problem, MixtureDensity start)
{
    private readonly List<double> _lowerBounds = [];
    private readonly MixtureDensity _start = start;
    private MixtureIteration? _ahead;

    /// <summary>The mixture whose expectation step comes next.</summary>
    public MixtureDensity Density => KnownDensity ??= problem.ToDensity(Parameters!);

    /// <summary>Room for the sums of that step.</summary>
    public Moments Moments { get; } = problem.NewMoments();

    /// <summary>Where the path is: the parameters that the last accepted sums gave, in the frame.</summary>
    public MixtureParameters? Parameters { get; protected set; }

    /// <summary>The lower bounds climbed so far, in the user's units; the first is the start's.</summary>
    public IReadOnlyList<double> LowerBounds => _lowerBounds;

    /// <summary>Expectation steps so far.</summary>
    public int Iterations { get; private set; }

    public bool Converged { get; protected set; }

    /// <summary>The path that this one has run into: from here on both are the same.</summary>
    public MixturePath? Joined { get; set; }

    public bool IsLive => Joined is null && !Converged && Iterations < Problem.Options.MaxIter;

    public int IterationsLeft => Problem.Options.MaxIter - Iterations;

    /// <summary>Steps of <see cref="LookAhead"/> that the passes took.</summary>
    public int StepsAhead => _ahead?.Steps.Count ?? 0;

    /// <summary>An estimate of how far the bound would still rise if the path went on to its optimum; null where there is none.</summary>
    public abstract double? BoundToGain { get; }

    protected MixtureProblem Problem => problem;

    /// <summary><see cref="Density"/>, or null where it is still to be made of <see cref="Parameters"/>.</summary>
    protected MixtureDensity? KnownDensity { get; set; } = start;

    /// <summary>Takes the sums in <see cref="Moments"/>.</summary>
    /// <exception cref="ClusteringException">A covariance collapsed or the bound is not finite.</exception>
    public void Accept()
    {
        Iterations++;
        Accept(problem.LowerBound(Moments.LogLikelihood));
    }

    /// <summary>What passes may do by themselves from here on; null where they cannot.</summary>
    public MixtureIteration? LookAhead() => _ahead = Ahead();

    /// <summary>Goes step <paramref name="step"/> of <see cref="LookAhead"/>.</summary>
    /// <exception cref="ClusteringException">The bound is not finite.</exception>
    public void Follow(int step)
    {
        Iterations++;
        var taken = _ahead!.Steps[step];
        Follow(problem.LowerBound(taken.LogLikelihood), problem.ToParameters(taken));
    }

    /// <summary>Takes back the last step of a path that has ended, so that it ends with steps over other voxels than before.</summary>
    public void Reopen()
    {
        _lowerBounds.RemoveAt(_lowerBounds.Count - 1);
        Iterations--;
        Converged = false;
        Return();
    }

    /// <summary>Goes back to the start.</summary>
    public void Restart()
    {
        _lowerBounds.Clear();
        (Iterations, Converged, Parameters, Joined) = (0, false, null, null);
        Begin(_start);
    }

    /// <summary>Takes the lower bound of <see cref="Density"/>, finite or not, with <see cref="Moments"/> filled.</summary>
    protected abstract void Accept(double bound);

    /// <summary>Makes <see cref="Density"/> the one before the last step.</summary>
    protected abstract void Return();

    protected virtual void Begin(MixtureDensity density) => KnownDensity = density;

    /// <summary>See <see cref="LookAhead"/>.</summary>
    protected virtual MixtureIteration? Ahead() => null;

    /// <summary>Takes a step's bound and the parameters that it led to.</summary>
    protected virtual void Follow(double bound, MixtureParameters parameters) =>
        throw new InvalidOperationException("This path does not follow steps of the passes.");

    /// <exception cref="ClusteringException">The bound is not finite.</exception>
    protected void Climb(double bound) => _lowerBounds.Add(MixtureProblem.RequireFinite(bound));

    /// <summary>The parameters of largest likelihood for the sums just taken.</summary>
    protected MixtureParameters Maximize() => problem.Maximization.Of(Moments);
}
