namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// An explicit start in the user's units; each part that is given replaces that part of the start that <see cref="MixtureInit"/> finds.
/// </summary>
/// <param name="WeightsInit">w_k, not negative, summing to 1; shape (K).</param>
/// <param name="MeansInit">Means; shape (K, D).</param>
/// <param name="PrecisionsInit">Inverse covariances, positive definite; the shape of the covariance type.</param>
public sealed record MixtureStart(
    IReadOnlyList<double>? WeightsInit = null, IReadOnlyList<double>? MeansInit = null, IReadOnlyList<double>? PrecisionsInit = null)
{
    /// <summary>Whether nothing is left to find.</summary>
    public bool IsComplete => WeightsInit is not null && MeansInit is not null && PrecisionsInit is not null;
}
