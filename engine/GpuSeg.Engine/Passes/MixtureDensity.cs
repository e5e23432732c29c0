namespace GpuSeg.Engine.Passes;

/// <summary>
/// K weighted Gaussian densities in the one form that all covariance types share:
/// l_k(x) = Offsets[k] - |U_k (x - m_k)|^2 / 2, with U_k lower triangular.
/// </summary>
/// <remarks>With C_k = L_k L_k', U_k = L_k^-1 and Offsets[k] = log w_k + log det U_k - D/2 log 2 pi.</remarks>
public sealed class MixtureDensity
{
    /// <summary>Creates room for K components in D dimensions.</summary>
    public MixtureDensity(int components, int dimensions)
    {
        (Components, Dimensions) = (components, dimensions);
        Offsets = new double[components];
        Means = new double[components * dimensions];
        Factors = new double[components * Triangular.Size(dimensions)];
    }

    /// <summary>K, the number of components.</summary>
    public int Components { get; }

    /// <summary>D, the number of features of a voxel.</summary>
    public int Dimensions { get; }

    /// <summary>Log-density at the mean, weight included; shape (K).</summary>
    public double[] Offsets { get; }

    /// <summary>m_k; shape (K, D).</summary>
    public double[] Means { get; }

    /// <summary>U_k, packed as <see cref="Triangular"/>; shape (K, D (D + 1) / 2).</summary>
    public double[] Factors { get; }
}
