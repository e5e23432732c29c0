using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Passes;

/// <summary>
/// Sums of which the least-squares field of a mixture follows, over rows of the lattice: for every feature d and monomial of the scaled
/// coordinates, sum_i w_i x^p y^q z^r and sum_i t_i x^p y^q z^r, where w_i = sum_k r_ik s_kd (m_kd - z_d),
/// t_i = sum_k r_ik s_kd (x_id - m_kd), and s_kd = (m_kd - z_d) / C_kdd.
/// </summary>
public sealed class FieldMoments
{
    // A smooth field needs few of the voxels: from this many on, every fifth row is included.
    private const int EnoughVoxels = 1 << 16;
    private const int RowStep = 5;

    private readonly int _step;

    /// <summary>Creates room for the sums of D features.</summary>
    /// <param name="lattice">The voxels.</param>
    /// <param name="dimensions">D, the number of features.</param>
    /// <param name="order">Largest total degree of the field.</param>
    public FieldMoments(VoxelLattice lattice, int dimensions, int order)
    {
        ArgumentNullException.ThrowIfNull(lattice);
        (Dimensions, Order, _step) = (dimensions, order, lattice.Count < EnoughVoxels ? 1 : RowStep);
        Weights = new double[dimensions * Monomials.Count(2 * order)];
        Targets = new double[dimensions * Monomials.Count(order)];
        foreach (var run in lattice.Runs)
        {
            Voxels += Includes(run) ? run.Length : 0;
        }
    }

    /// <summary>D, the number of features.</summary>
    public int Dimensions { get; }

    /// <summary>Largest total degree of the field.</summary>
    public int Order { get; }

    /// <summary>Number of voxels that are included.</summary>
    public int Voxels { get; }

    /// <summary>Sums of w_i, up to twice the field's degree; shape (D, monomials).</summary>
    public double[] Weights { get; }

    /// <summary>Sums of t_i, up to the field's degree; shape (D, monomials).</summary>
    public double[] Targets { get; }

    /// <summary>Returns whether the voxels of <paramref name="run"/> are included; it depends on the row alone.</summary>
    public bool Includes(in VoxelRun run) => (run.Y + (2 * run.Z)) % _step == 0;

    /// <summary>Computes s_kd = (m_kd - z_d) / C_kdd; shape (K, D).</summary>
    public static double[] Sensitivities(BiasedMixture mixture)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        var (density, d) = (mixture.Density, mixture.Density.Dimensions);
        var size = Triangular.Size(d);
        var sensitivities = new double[density.Components * d];
        for (var k = 0; k < density.Components; k++)
        {
            // U = L^-1 and C = L L'.
            var lower = Triangular.Inverse(density.Factors.AsSpan(k * size, size), d);
            for (var j = 0; j < d; j++)
            {
                var row = lower.AsSpan(Triangular.Index(j, 0), j + 1);
                sensitivities[(k * d) + j] = (density.Means[(k * d) + j] - mixture.Zeros[j]) / Triangular.Dot(row, row);
            }
        }

        return sensitivities;
    }
}
