using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>Expectation and maximization in turn until the lower bound changes by less than tol, in scikit-learn's order.</summary>
internal sealed class EmPath(MixtureProblem problem, MixtureDensity start) : MixturePath(problem, start)
{
    private MixturePoint? _before;

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
            return c >= b && ratio is >= 0 and < 1 ? (c - b) * ratio / (1 - ratio) : null;
        }
    }

    protected override IEnumerable<PassRequest> Run()
    {
        while (!Converged && !IsLimitReached)
        {
            // E: the pass over the voxels; a backend may answer further steps by itself.
            var expectation = Expect(mayGoOn: true);
            yield return expectation;
            Iterations++;
            // The lower bound of these parameters, then M: Point moves to the next ones.
            _before = Point;
            Step(expectation);
            Converged = LowerBounds.Count > 1 && Math.Abs(LowerBounds[^1] - LowerBounds[^2]) < Problem.Tol;
        }
    }

    protected override MixturePoint BeforeLastStep() => _before!;
}
