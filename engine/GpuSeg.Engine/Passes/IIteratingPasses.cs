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
