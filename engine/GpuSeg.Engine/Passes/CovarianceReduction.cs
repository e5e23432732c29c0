namespace GpuSeg.Engine.Passes;

/// <summary>
/// The steps that reduce the K covariance matrices of a mixture, in this order; a backend refuses a step that it does not know.
/// </summary>
[Flags]
public enum CovarianceReduction
{
    /// <summary>Every component keeps its own matrix.</summary>
    None = 0,

    /// <summary>All components share the mean of their matrices, weighted with their counts.</summary>
    Pooled = 1,

    /// <summary>Only the diagonal is kept.</summary>
    Diagonal = 2,

    /// <summary>The diagonal is replaced by its mean; nothing else is kept.</summary>
    Isotropic = 4,
}
