namespace GpuSeg.Engine.Mixtures;

/// <summary>How much freedom the covariances of a mixture have; names and meaning are scikit-learn's.</summary>
public enum CovarianceType
{
    /// <summary>Every component has a covariance matrix of its own; parameters of shape (K, D, D).</summary>
    Full,

    /// <summary>All components share one covariance matrix; parameters of shape (D, D).</summary>
    Tied,

    /// <summary>Every component has a variance per feature; parameters of shape (K, D).</summary>
    Diag,

    /// <summary>Every component has one variance; parameters of shape (K).</summary>
    Spherical,
}
