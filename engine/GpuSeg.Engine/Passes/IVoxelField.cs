namespace GpuSeg.Engine.Passes;

/// <summary>
/// Responsibilities r_ik that stay with the voxels between sweeps, because a voxel's depend on those of its neighbours.
/// </summary>
/// <remarks>
/// A sweep reads the responsibilities of the sweep before and writes new ones (two buffers), so the order of the voxels does not matter:
/// the same input gives the same bits in every run and for every number of threads. An instance serves one caller at a time.
/// </remarks>
public interface IVoxelField : IDisposable
{
    /// <summary>Sets r_ik to the responsibilities of the mixture without neighbours: r_ik ~ exp(l_ik).</summary>
    void Start(BiasedMixture mixture);

    /// <summary>
    /// Takes one synchronous sweep: r_ik ~ exp(l_ik + a_ik), where a_ik comes from the neighbours' responsibilities before the sweep,
    /// see <see cref="NeighbourPrior"/>.
    /// </summary>
    /// <param name="mixture">The mixture and its field.</param>
    /// <param name="moments">Receives the sums of the new responsibilities; null if they are not needed.</param>
    void Sweep(BiasedMixture mixture, FieldMoments? moments);

    /// <summary>
    /// Computes the log-pseudo-likelihood, the likelihood of every voxel given its neighbours:
    /// sum_i (log sum_k exp(l_ik + a_ik) - log sum_k w_k exp(a_ik)), in the frame.
    /// </summary>
    double PseudoLikelihood(BiasedMixture mixture);

    /// <summary>Finds the component of largest responsibility of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
    void Labels(Span<byte> labels);

    /// <summary>Writes the responsibilities, voxel i of component k at [k N + i]; shape (K, N).</summary>
    void Posteriors(Span<float> responsibilities);
}
