using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>Expectation and maximization in turn until the lower bound changes by less than tol, in scikit-learn's order.</summary>
internal sealed class EmPath(MixtureProblem problem, MixtureDensity start) : MixturePath(problem, start)
{
    private Func<MixtureDensity> _before = () => start;

    /// <summary>Aitken's estimate: the last two rises taken for the beginning of a geometric series.</summary>
    /// <remarks>On a plateau it is too small: rises that shrink may grow again.</remarks>
    public override double? BoundToGain
    {
        get
        {
            if (LowerBounds is not [.., var a, var b, var c])
            {
                return null;
            }

            var ratio = (c - b) / (b - a);
            return ratio is >= 0 and < 1 ? (c - b) * ratio / (1 - ratio) : null;
        }
    }

    protected override void Accept(double bound)
    {
        var before = Density;
        _before = () => before;
        Climb(bound);
        Go(bound, Maximize());
        // The last parameters become a density as well: a covariance that collapses in the last step is found here, not by the caller.
        _ = Density;
    }

    protected override MixtureIteration Ahead() => Problem.ToIteration(Density, LowerBounds is [.., var last] ? last : double.NaN);

    protected override void Follow(double bound, MixtureParameters parameters)
    {
        var (density, last) = (KnownDensity, Parameters);
        _before = () => density ?? Problem.ToDensity(last!);
        Climb(bound);
        Go(bound, parameters);
    }

    protected override void Return() => KnownDensity = _before();

    private void Go(double bound, MixtureParameters parameters)
    {
        (Parameters, KnownDensity) = (parameters, null);
        Converged = LowerBounds.Count > 1 && Math.Abs(bound - LowerBounds[^2]) < Problem.Options.Tol;
    }
}
