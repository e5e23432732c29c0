using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Passes;

/// <summary>
/// Sweeps over voxels that stay where they are: a small model goes down, small sums in double come back.
/// All coordinates are those of the frame the voxels were loaded with.
/// A row loaded with weight w counts in <see cref="Expect"/> and <see cref="Assign"/> as w equal voxels; the other passes speak of rows.
/// </summary>
/// <remarks>
/// The same input gives the same bits in every run and for every number of threads: sums are taken over fixed blocks in a fixed order.
/// An instance serves one caller at a time.
/// </remarks>
public interface IVoxelPasses : IDisposable
{
    /// <summary>N, the number of voxels, or of rows where they have weights.</summary>
    int Count { get; }

    /// <summary>D, the number of features of a voxel.</summary>
    int Dimensions { get; }

    /// <summary>
    /// Takes one expectation step for several mixtures at once; voxels are read once for all.
    /// Soft: r_ik = exp(l_ik - log sum_j exp l_ij), LogLikelihood = sum_i log sum_k exp l_ik.
    /// Hard: r_ik = 1 for the first k with the largest l_ik and 0 elsewhere, LogLikelihood = sum_i max_k l_ik.
    /// </summary>
    /// <param name="densities">The mixtures; l_ik is their log-density, see <see cref="MixtureDensity"/>.</param>
    /// <param name="membership">Whether a voxel belongs to its components by share or to one of them alone.</param>
    /// <param name="moments">Receives the sums, one for each mixture, of that mixture's K; the mixtures may differ in K.</param>
    void Expect(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments);

    /// <summary>
    /// Assigns every voxel to its nearest centre (the first on a tie), for several sets of centres at once.
    /// Equal partitions give equal bits in <see cref="Assignment.Counts"/> and <see cref="Assignment.Sums"/>, whatever the centres.
    /// </summary>
    void Assign(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments);

    /// <summary>Finds the component of largest log-density of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
    void Label(MixtureDensity density, Span<byte> labels);

    /// <summary>Labels like <see cref="Label"/> and returns the log-likelihood that a soft <see cref="Expect"/> gives.</summary>
    double LabelWithLikelihood(MixtureDensity density, Span<byte> labels)
    {
        ArgumentNullException.ThrowIfNull(density);
        var moments = new Moments(density.Components, density.Dimensions);
        Label(density, labels);
        Expect([density], Membership.Soft, [moments]);
        return moments.LogLikelihood;
    }

    /// <summary>Computes responsibilities r_ik, voxel i of component k at [k N + i]; shape (K, N).</summary>
    void Posterior(MixtureDensity density, Span<float> responsibilities);

    /// <summary>Computes log sum_k exp l_ik of every voxel; shape (N).</summary>
    void LogDensity(MixtureDensity density, Span<double> logDensities);

    /// <summary>
    /// Finds the nearest centre of every voxel, 0..K-1 (the first on a tie), and its squared distance; shapes (N). An empty
    /// <paramref name="squaredDistances"/> asks for the centres alone.
    /// </summary>
    void Nearest(Centres centres, Span<byte> labels, Span<double> squaredDistances);

    /// <summary>Creates responsibilities that stay with the voxels, for sweeps in which neighbours count.</summary>
    /// <param name="lattice">The places of the voxels.</param>
    /// <param name="prior">The weights of the neighbours.</param>
    /// <param name="components">K, the number of components.</param>
    /// <exception cref="ArgumentException">The lattice has another number of voxels, or rows have weights.</exception>
    /// <exception cref="BackendUnavailableException">The backend has no such sweeps, or the responsibilities do not fit.</exception>
    IVoxelField NewField(VoxelLattice lattice, NeighbourPrior prior, int components) => throw new BackendUnavailableException(
        "This backend cannot use neighbours or a bias field; use the backend cpu.");
}
