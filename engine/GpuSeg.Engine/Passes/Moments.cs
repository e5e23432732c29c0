namespace GpuSeg.Engine.Passes;

/// <summary>
/// Sums over all voxels for every component, about a point c_k near its mean:
/// Weight = sum r, First = sum r (x - c), Second = sum r (x - c)(x - c)'.
/// </summary>
/// <remarks>Sums about a point near the mean keep the digits that sums about the origin lose when a cluster is small and far out.</remarks>
public sealed class Moments
{
    /// <summary>Creates room for K components in D dimensions.</summary>
    public Moments(int components, int dimensions)
    {
        (Components, Dimensions) = (components, dimensions);
        Centres = new double[components * dimensions];
        Weight = new double[components];
        First = new double[components * dimensions];
        Second = new double[components * Triangular.Size(dimensions)];
    }

    /// <summary>K, the number of components.</summary>
    public int Components { get; }

    /// <summary>D, the number of features of a voxel.</summary>
    public int Dimensions { get; }

    /// <summary>c_k: the density's means as the backend rounded them; shape (K, D).</summary>
    public double[] Centres { get; }

    /// <summary>sum_i r_ik; shape (K).</summary>
    public double[] Weight { get; }

    /// <summary>sum_i r_ik (x_i - c_k); shape (K, D).</summary>
    public double[] First { get; }

    /// <summary>sum_i r_ik (x_i - c_k)(x_i - c_k)', lower triangle packed as <see cref="Triangular"/>; shape (K, D (D + 1) / 2).</summary>
    public double[] Second { get; }

    /// <summary>Sum over the voxels of the log-density of the mixture (soft) or of the best component (hard), in the frame.</summary>
    public double LogLikelihood { get; set; }
}
