namespace GpuSeg.Engine.Passes;

/// <summary>
/// Passes that can also take several steps of a fit by themselves, each from the sums of the one before, with no host in between.
/// </summary>
/// <remarks>
/// The host follows step by step and judges every one; that passes stop by themselves only saves work. They leave to the host what they
/// cannot do: a fit of which they took fewer steps than asked for goes on with one step of the host by <see cref="IVoxelPasses"/>.
/// </remarks>
public interface IIteratingPasses : IVoxelPasses
{
    /// <summary>Takes up to <paramref name="steps"/> steps of EM, expectation and maximization, for several mixtures at once.</summary>
    void Iterate(IReadOnlyList<MixtureIteration> mixtures, int steps);

    /// <summary>
    /// Takes up to <paramref name="steps"/> steps of Lloyd's iteration, assignment and averages, for several sets of centres at once.
    /// </summary>
    void Iterate(IReadOnlyList<CentreIteration> centres, int steps);
}

/// <summary>
/// Centres to be taken some steps of Lloyd's iteration further, and the assignments of these steps. It stops by itself after a step that
/// leaves a cluster empty, and one step after the partition repeats itself or the centres rest: that assignment is to the final centres.
/// </summary>
/// <param name="start">The centres whose assignment comes first.</param>
/// <param name="shiftLimit">Centres rest that move by no more than this, squared and summed, in the frame.</param>
public sealed class CentreIteration(Centres start, double shiftLimit)
{
    /// <summary>The centres whose assignment comes first.</summary>
    public Centres Start { get; } = start;

    /// <summary>The largest squared shift of all centres together that counts as rest.</summary>
    public double ShiftLimit { get; } = shiftLimit;

    /// <summary>The assignments in order: that to the start, that to its averages sum / count, and so on.</summary>
    public IList<Assignment> Steps { get; } = [];
}
