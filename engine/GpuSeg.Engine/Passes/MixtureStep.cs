namespace GpuSeg.Engine.Passes;

/// <summary>
/// One step of EM: what the expectation step found, and the parameters that the maximization step made of it, in the frame.
/// </summary>
/// <param name="LogLikelihood">Sum over the voxels of the log-density of the mixture before the step.</param>
/// <param name="Weights">w_k; shape (K).</param>
/// <param name="Means">m_k; shape (K, D).</param>
/// <param name="Covariances">C_k, reduced to the covariance type, packed as <see cref="Triangular"/>; shape (K, D (D + 1) / 2).</param>
public sealed record MixtureStep(double LogLikelihood, double[] Weights, double[] Means, double[] Covariances);
