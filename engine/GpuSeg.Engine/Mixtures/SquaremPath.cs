using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// EM to its optimum, accelerated: two EM steps from a point p show a step r and its change v, and the path leaps to
/// p + 2 a r + a^2 v with a = |r| / |v|, in log-weights, means and Cholesky factors.
/// </summary>
/// <remarks>
/// Source: Varadhan and Roland (2008), Simple and globally convergent methods for accelerating the convergence of any EM algorithm; step
/// length S3. A leap that does not reach the bound of the step before it is taken back, so that the bound never falls. Rest is judged
/// by a plain EM step: a leap may stand still where EM does not.
/// </remarks>
/// <param name="problem">The mixture.</param>
/// <param name="start">Where the path begins.</param>
/// <param name="longest">The length a of the first leaps at most; with 1 there are none, and EM runs to the same rest.</param>
internal sealed class SquaremPath(MixtureProblem problem, MixtureDensity start, double longest = SquaremPath.FirstLongest)
    : MixturePath(problem, start)
{
    // At rest an EM step moves the bound by less than this ...
    private const double BoundAtRest = 1e-8;

    // ... and no coordinate by more than this part of a standard deviation: on a plateau the bound rests and the parameters go on.
    private const double StepAtRest = 1e-5;

    // The bound rises as the square of the step: after a step this small, what moves it is rounding, and may do so for ever.
    private const double StepOfRounding = 1e-6;

    // The longest leap to begin with; it grows by this factor each time it is tried, and shrinks each time a leap fails.
    private const double FirstLongest = 16;
    private const double Growth = 4;

    // Steps that do not shrink are those of the slowest EM, or rounding.
    private const double SlowestRatio = 0.99;

    private readonly MixtureCoordinates _coordinates = new(problem.Structure, problem.Voxels.Dimensions);
    private readonly double _shortest = longest;
    private double _longest = longest;
    private double? _boundToGain;

    /// <summary>The last EM step taken for one of a geometric series that shrinks as this step did.</summary>
    public override double? BoundToGain => _boundToGain;

    protected override IEnumerable<PassRequest> Run()
    {
        // A start may be known by its density alone; an EM step gives the first point with parameters.
        if (Parameters is null && !IsLimitReached)
        {
            var first = Expect(mayGoOn: false);
            yield return first;
            Iterations++;
            Step(first);
        }

        MixturePoint? retreat = null;
        while (!Converged && !IsLimitReached)
        {
            var expectation = Expect(mayGoOn: false);
            yield return expectation;
            Iterations++;
            if (retreat is not null && !(LowerBound(expectation) >= LowerBounds[^1]))
            {
                (Point, retreat, _longest) = (retreat, null, Math.Max(_shortest, _longest / Growth));
                continue;
            }

            var start = Point;
            var once = Step(expectation);
            retreat = null;
            if (!IsLimitReached)
            {
                expectation = Expect(mayGoOn: false);
                yield return expectation;
                Iterations++;
                var twice = Step(expectation);
                retreat = Leap(start, once, twice) ? twice : null;
            }
        }
    }

    protected override MixturePoint BeforeLastStep() => Problem.At(Parameters!);

    // Leaps ahead from a point and the two EM steps that follow it; false if the path is at rest or there is no way to leap.
    private bool Leap(MixturePoint from, MixturePoint once, MixturePoint twice)
    {
        var (start, first) = (_coordinates.Of(from.Parameters!), _coordinates.Of(once.Parameters!));
        var second = _coordinates.Of(twice.Parameters!);
        var scales = _coordinates.Scales(start);
        var step = Combine(first, start, (a, b) => a - b);
        var next = Combine(second, first, (a, b) => a - b);
        var change = Combine(next, step, (a, b) => a - b);
        var rise = LowerBounds[^1] - LowerBounds[^2];
        var longestStep = Combine(step, scales, (a, scale) => Math.Abs(a) / scale).Max();
        Converged = longestStep < StepOfRounding || (rise < BoundAtRest && longestStep < StepAtRest);
        // Near the optimum the bound is a parabola: its rises shrink as the squares of the steps.
        // An EM step of no length at all shrinks to 0 / 0.
        var shrinking = Length(next, scales) / Length(step, scales);
        var ratio = double.IsNaN(shrinking) ? 0 : Math.Min(shrinking * shrinking, SlowestRatio);
        _boundToGain = Math.Max(0, rise) * ratio / (1 - ratio);
        var length = Math.Min(Length(step, scales) / Length(change, scales), _longest);
        var leap = Combine(step, change, (r, v) => (2 * length * r) + (length * length * v));
        if (Converged || !(length > 1) || _coordinates.ToParameters(Combine(start, leap, (a, b) => a + b)) is not { } far)
        {
            return false;
        }

        _longest *= length == _longest ? Growth : 1;
        Point = Problem.At(far);
        return true;
    }

    private static double[] Combine(double[] a, double[] b, Func<double, double, double> combined) => [.. a.Zip(b, combined)];

    private static double Length(double[] step, double[] scales) =>
        Math.Sqrt(Combine(step, scales, (a, scale) => a * a / (scale * scale)).Sum());
}
