using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>The spread of scikit-learn's clusters, by which differences of means and covariances are measured.</summary>
internal sealed class ClusterScale(CovarianceType type, int dimensions, double[] means, double[] covariances)
{
    /// <summary>Returns the standard deviation of entry <paramref name="i"/> of the means, shape (K, D).</summary>
    public double OfMean(int i) => Math.Sqrt(Variance(i / dimensions, i % dimensions));

    /// <summary>Returns sqrt(C_ii C_jj) of entry <paramref name="i"/> of the covariances, in the shape of their type.</summary>
    public double OfCovariance(int i) => type.Name switch
    {
        "diag" or "spherical" => covariances[i],
        _ => Math.Sqrt(
            Variance(i / (dimensions * dimensions), i / dimensions % dimensions) * Variance(i / (dimensions * dimensions), i % dimensions)),
    };

    /// <summary>
    /// Estimates the rounding error of scikit-learn's own entry <paramref name="i"/>: it computes tied, diag and spherical as
    /// E[x^2] - m^2 and loses some eps m^2; measured up to 35 eps m^2 on the set with means of 1e4 ("sklearn_rounding" in its file).
    /// </summary>
    public double LostToCancellation(int i)
    {
        var mean = type.Name switch
        {
            "full" => 0,
            "diag" => Math.Abs(means[i]),
            "spherical" => means.Skip(i * dimensions).Take(dimensions).Max(Math.Abs),
            _ => means.Max(Math.Abs),
        };
        return 100 * 2.2e-16 * mean * mean;
    }

    /// <summary>Returns C_ij of component <paramref name="k"/>.</summary>
    public double Covariance(int k, int i, int j) => type.Name switch
    {
        "full" => covariances[(((k * dimensions) + i) * dimensions) + j],
        "tied" => covariances[(i * dimensions) + j],
        _ when i != j => 0,
        "diag" => covariances[(k * dimensions) + i],
        _ => covariances[k],
    };

    private double Variance(int k, int i) => Covariance(k, i, i);
}
