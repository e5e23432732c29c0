using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Spatial;

/// <summary>
/// The spatial stage of a finished mixture: labels that neighbours support, and a smooth multiplicative field of every image. Means,
/// covariances and weights stay as they were fitted.
/// </summary>
/// <remarks>
/// Neighbours inside the estimates of a mixture win on simulated images and lose on real ones, where the classes differ in spread:
/// borders shift and one class swallows another. On a finished mixture they decide only labels and field.
/// </remarks>
public sealed record SpatialStage
{
    /// <summary>Largest total degree of a field.</summary>
    public const int MostBiasOrder = Monomials.MostDegree / 2;

    /// <summary>Number of sweeps; the stage always takes all of them.</summary>
    public const int Sweeps = 15;

    // The first sweeps settle the responsibilities: a field that is fitted to unsettled ones takes contrast.
    private const int FirstSweepWithField = 3;

    /// <summary>The strength of the neighbours that suits most images.</summary>
    public const double UsualBeta = 4;

    /// <summary>The order of the field that suits most images.</summary>
    public const int UsualBiasOrder = 2;

    /// <summary>Sum of the weights of all neighbours in the prior, see <see cref="NeighbourPrior"/>; 0 without neighbours.</summary>
    public double Beta { get; init; } = UsualBeta;

    /// <summary>Neighbours of a voxel: 6, 18 or 26.</summary>
    public int Neighbours { get; init; } = 6;

    /// <summary>Largest total degree of the field's polynomials, 1 to <see cref="MostBiasOrder"/>; 0 without a field.</summary>
    public int BiasOrder { get; init; } = UsualBiasOrder;

    /// <summary>Refuses voxels without places.</summary>
    /// <exception cref="ArgumentException">The voxels were loaded without a lattice.</exception>
    internal static VoxelLattice RequireLattice(VoxelSet voxels) => voxels.Lattice ?? throw new ArgumentException(
        "The places of the voxels are not known, so they have neither neighbours nor a bias field; load them with a lattice.");

    /// <summary>Runs the stage.</summary>
    /// <param name="voxels">The voxels, with their lattice.</param>
    /// <param name="density">The finished mixture, in the frame of the voxels.</param>
    /// <param name="weights">Its weights; shape (K).</param>
    internal SettledField Run(VoxelSet voxels, MixtureDensity density, IReadOnlyList<double> weights)
    {
        var lattice = RequireLattice(voxels);
        var mixture = new BiasedMixture(density, weights, voxels.Frame.FromUser([.. voxels.Features.Zeros]), BiasOrder);
        var field = voxels.Keep(voxels.Passes.NewField(lattice, new(Beta, Neighbours), density.Components));
        var basis = BiasOrder == 0 ? null : new FieldBasis(lattice, BiasOrder);
        var noise = basis is null ? [] : NoiseShare.Of(voxels, density, weights);
        field.Start(mixture);
        for (var sweep = 1; sweep <= Sweeps; sweep++)
        {
            // Labels and field of the last sweep belong together.
            var moments = basis is not null && sweep is >= FirstSweepWithField and < Sweeps
                ? new FieldMoments(lattice, density.Dimensions, BiasOrder)
                : null;
            field.Sweep(mixture, moments);
            for (var j = 0; moments is not null && j < density.Dimensions; j++)
            {
                basis!.Solve(moments, j, noise[j], mixture.FieldOf(j));
            }
        }

        return new(field, mixture, basis is null ? null : new EstimatedBias(lattice, mixture, basis.Terms));
    }
}

/// <summary>The outcome of a <see cref="SpatialStage"/>.</summary>
/// <param name="Field">The responsibilities.</param>
/// <param name="Mixture">The mixture and its field.</param>
/// <param name="Bias">The field for users; null without a field.</param>
internal sealed record SettledField(IVoxelField Field, BiasedMixture Mixture, EstimatedBias? Bias);
