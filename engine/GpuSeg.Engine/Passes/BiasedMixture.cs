namespace GpuSeg.Engine.Passes;

/// <summary>
/// A mixture whose means a smooth field multiplies: l_ik = Offsets[k] - |U_k (x_i - m_k - h_i (m_k - z))|^2 / 2, where z is the place of
/// intensity 0 and h_i = g_i - 1 is a polynomial of the voxel's place for every feature. The noise is not multiplied.
/// </summary>
public sealed class BiasedMixture
{
    /// <summary>Creates a mixture with a field of 1.</summary>
    /// <param name="density">The mixture.</param>
    /// <param name="weights">w_k, which are part of the density's offsets; shape (K).</param>
    /// <param name="zeros">Place of intensity 0; shape (D).</param>
    /// <param name="order">Largest total degree of the field; 0 without a field.</param>
    public BiasedMixture(MixtureDensity density, IReadOnlyList<double> weights, IReadOnlyList<double> zeros, int order)
    {
        ArgumentNullException.ThrowIfNull(density);
        (Density, Order) = (density, order);
        LogWeights = [.. weights.Select(weight => Math.Log(weight))];
        Zeros = [.. zeros];
        Field = order == 0 ? [] : new double[density.Dimensions * Monomials.Count(order)];
    }

    /// <summary>The mixture before the field.</summary>
    public MixtureDensity Density { get; }

    /// <summary>log w_k; shape (K).</summary>
    public double[] LogWeights { get; }

    /// <summary>Place of intensity 0 in the frame; shape (D).</summary>
    public double[] Zeros { get; }

    /// <summary>Largest total degree of the field; 0 without a field.</summary>
    public int Order { get; }

    /// <summary>
    /// Coefficients of h = g - 1 for every feature, see <see cref="Monomials"/>, of coordinates that
    /// <see cref="Voxels.VoxelLattice.Coordinate"/> scales; shape (D, monomials), empty without a field.
    /// </summary>
    public double[] Field { get; }

    /// <summary>Returns the coefficients of h for one feature.</summary>
    public Span<double> FieldOf(int feature)
    {
        var count = Monomials.Count(Order);
        return Field.AsSpan(feature * count, count);
    }
}
