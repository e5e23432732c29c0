namespace GpuSeg.Engine.Passes;

/// <summary>
/// A mixture to be taken some steps of EM further, and the steps taken. It stops by itself after the step that meets the stopping rule.
/// </summary>
/// <param name="start">The mixture whose expectation step comes first.</param>
/// <param name="reduction">The reduction of its covariances.</param>
/// <param name="regCovar">Added to the diagonal of every covariance, in the frame.</param>
/// <param name="tol">The rule: the mean log-likelihood of a voxel changes by less than this.</param>
/// <param name="before">
/// The mean log-likelihood of the step before <paramref name="start"/> in the frame, not a number if there was none.
/// </param>
public sealed class MixtureIteration(MixtureDensity start, CovarianceReduction reduction, double regCovar, double tol, double before)
{
    /// <summary>scikit-learn adds this to every N_k, so that an empty component divides by something.</summary>
    public const double EmptyGuard = 10 * 2.220446049250313e-16;

    /// <summary>
    /// (14 eps)^2: a variance this small beside the squared mean is the rounding of the mean, of a feature that is constant in the
    /// component.
    /// </summary>
    public const double RoundingVariance = 1e-29;

    /// <summary>The mixture whose expectation step comes first.</summary>
    public MixtureDensity Start { get; } = start;

    /// <summary>The reduction of the covariances.</summary>
    public CovarianceReduction Reduction { get; } = reduction;

    /// <summary>Added to the diagonal of every covariance, in the frame.</summary>
    public double RegCovar { get; } = regCovar;

    /// <summary>The smallest change of the mean log-likelihood of a voxel that is worth another step.</summary>
    public double Tol { get; } = tol;

    /// <summary>The mean log-likelihood of a voxel before <see cref="Start"/>, in the frame.</summary>
    public double Before { get; } = before;

    /// <summary>The steps taken, in order; every covariance in them is positive definite and every log-likelihood finite.</summary>
    public IList<MixtureStep> Steps { get; } = [];
}

/// <summary>
/// One step of EM: what the expectation step found, and the parameters that the maximization step made of it, in the frame.
/// </summary>
/// <param name="LogLikelihood">Sum over the voxels of the log-density of the mixture before the step.</param>
/// <param name="Weights">w_k; shape (K).</param>
/// <param name="Means">m_k; shape (K, D).</param>
/// <param name="Covariances">C_k, reduced to the covariance type, packed as <see cref="Triangular"/>; shape (K, D (D + 1) / 2).</param>
public sealed record MixtureStep(double LogLikelihood, double[] Weights, double[] Means, double[] Covariances);
