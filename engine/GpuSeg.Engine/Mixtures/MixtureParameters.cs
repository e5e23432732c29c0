using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>Weights (K), means (K, D) and covariance parameters (shape of the structure), all in one set of coordinates.</summary>
internal sealed record MixtureParameters(double[] Weights, double[] Means, double[] Covariances)
{
    /// <summary>Computes the log-densities of the parameters.</summary>
    /// <exception cref="ClusteringException">A covariance is not positive definite.</exception>
    public MixtureDensity ToDensity(CovarianceStructure structure, int dimensions) =>
        ToDensity(Weights, Means, k => CholeskyFactor.Of(structure.Expand(Covariances, k), dimensions, k));

    /// <summary>Computes l_k = log w_k + log det U_k - D/2 log 2 pi - |U_k (x - m_k)|^2 / 2.</summary>
    public static MixtureDensity ToDensity(double[] weights, double[] means, Func<int, CholeskyFactor> factorOf)
    {
        var dimensions = means.Length / weights.Length;
        var density = new MixtureDensity(weights.Length, dimensions);
        means.CopyTo(density.Means, 0);
        for (var k = 0; k < weights.Length; k++)
        {
            var factor = factorOf(k);
            factor.Packed.CopyTo(density.Factors, k * factor.Packed.Length);
            density.Offsets[k] = Math.Log(weights[k]) + factor.LogDeterminant - (dimensions / 2d * Math.Log(2 * Math.PI));
        }

        return density;
    }

    /// <summary>Converts these parameters to the user's units.</summary>
    public MixtureParameters ToUser(VoxelFrame frame) =>
        new(Weights, frame.ToUser(Means), Scale(Covariances, frame.Unit * frame.Unit));

    /// <summary>Converts these parameters, given in the user's units, to the frame.</summary>
    public MixtureParameters FromUser(VoxelFrame frame) =>
        new(Weights, frame.FromUser(Means), Scale(Covariances, 1 / (frame.Unit * frame.Unit)));

    /// <summary>Multiplies every value by <paramref name="factor"/>.</summary>
    public static double[] Scale(double[] values, double factor) => Array.ConvertAll(values, value => value * factor);
}
