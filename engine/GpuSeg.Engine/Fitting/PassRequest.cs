using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>A pass over the voxels that a <see cref="FitPath"/> asks for; requests of one kind share a pass.</summary>
/// <remarks>A backend with <see cref="IIteratingPasses"/> may go on by itself: its further steps answer the path's next requests.</remarks>
internal abstract class PassRequest
{
    /// <summary>The most passes that the path may still ask for, this one included.</summary>
    public required int PassesLeft { get; init; }

    /// <summary>Steps that the backend took by itself from here on.</summary>
    public virtual int StepsAhead => 0;

    /// <summary>Answers <paramref name="requests"/>, all of this kind, by one pass.</summary>
    public abstract void Pass(IVoxelPasses passes, IReadOnlyList<PassRequest> requests);

    /// <summary>
    /// Lets the backend take up to <paramref name="steps"/> steps from each of <paramref name="requests"/>, all of this kind.
    /// </summary>
    public abstract void LookAhead(IIteratingPasses passes, IReadOnlyList<PassRequest> requests, int steps);

    /// <summary>Answers this request by step <paramref name="step"/> that the backend took from <paramref name="origin"/> on.</summary>
    public abstract void Take(PassRequest origin, int step);
}

/// <summary>The sums of an expectation step of one mixture.</summary>
/// <param name="density">The mixture.</param>
/// <param name="moments">Receives the sums.</param>
/// <param name="refine">Replaces the sums if the backend's arithmetic has too few digits for the mixture.</param>
/// <param name="ahead">Describes the steps that a backend may take by itself; null if it must not.</param>
internal sealed class ExpectRequest(
    Lazy<MixtureDensity> density, Moments moments, Action<MixtureDensity, Moments> refine, Func<MixtureIteration>? ahead = null)
    : PassRequest
{
    private MixtureIteration? _iteration;

    /// <summary>The sums, unless <see cref="Taken"/> holds the answer.</summary>
    public Moments Moments => moments;

    /// <summary>The step that the backend took by itself, maximization included; null if the answer is <see cref="Moments"/>.</summary>
    public MixtureStep? Taken { get; private set; }

    /// <summary>Log-likelihood of all voxels in the frame.</summary>
    public double LogLikelihood => Taken?.LogLikelihood ?? moments.LogLikelihood;

    public override int StepsAhead => _iteration?.Steps.Count ?? 0;

    private MixtureDensity Density => density.Value;

    public override void Pass(IVoxelPasses passes, IReadOnlyList<PassRequest> requests)
    {
        ExpectRequest[] same = [.. requests.Cast<ExpectRequest>()];
        passes.Expect(
            Array.ConvertAll(same, request => request.Density), Membership.Soft, Array.ConvertAll(same, request => request.Moments));
        Array.ForEach(same, request => request.Refine());
    }

    public override void LookAhead(IIteratingPasses passes, IReadOnlyList<PassRequest> requests, int steps)
    {
        ExpectRequest[] same = [.. requests.Cast<ExpectRequest>()];
        passes.Iterate([.. same.Select(request => request.Describe()).OfType<MixtureIteration>()], steps);
    }

    public override void Take(PassRequest origin, int step) => Taken = ((ExpectRequest)origin)._iteration!.Steps[step];

    private MixtureIteration? Describe() => _iteration = ahead?.Invoke();

    private void Refine() => refine(Density, moments);
}

/// <summary>The assignment of all voxels to their nearest centres.</summary>
/// <param name="centres">The centres.</param>
/// <param name="assignment">Receives the sums.</param>
/// <param name="shiftLimit">The largest shift of the centres that counts as rest, see <see cref="CentreIteration"/>.</param>
internal sealed class AssignRequest(Centres centres, Assignment assignment, double shiftLimit) : PassRequest
{
    private CentreIteration? _iteration;

    /// <summary>The answer.</summary>
    public Assignment Assignment { get; private set; } = assignment;

    public override int StepsAhead => _iteration?.Steps.Count ?? 0;

    private Centres Centres => centres;

    public override void Pass(IVoxelPasses passes, IReadOnlyList<PassRequest> requests)
    {
        AssignRequest[] same = [.. requests.Cast<AssignRequest>()];
        passes.Assign(Array.ConvertAll(same, request => request.Centres), Array.ConvertAll(same, request => request.Assignment));
    }

    public override void LookAhead(IIteratingPasses passes, IReadOnlyList<PassRequest> requests, int steps)
    {
        AssignRequest[] same = [.. requests.Cast<AssignRequest>()];
        passes.Iterate(Array.ConvertAll(same, request => request.Describe()), steps);
    }

    public override void Take(PassRequest origin, int step) => Assignment = ((AssignRequest)origin)._iteration!.Steps[step];

    private CentreIteration Describe() => _iteration = new(centres, shiftLimit);
}
