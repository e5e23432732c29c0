namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// Methods that find the first responsibilities of a mixture; names and meaning are scikit-learn's, except for <see cref="Sample"/>.
/// </summary>
public enum MixtureInit
{
    /// <summary>The partition of one run of KMeans.</summary>
    KMeans,

    /// <summary>Single voxels chosen by greedy k-means++.</summary>
    KMeansPlusPlus,

    /// <summary>Responsibilities drawn uniformly for every voxel and normalised.</summary>
    Random,

    /// <summary>Single voxels, all equally likely.</summary>
    RandomFromData,

    /// <summary>
    /// The same fit, from <see cref="KMeans"/> and with all n_init starts, to <see cref="Fitting.IEstimator.SampleVoxels"/> of the
    /// voxels; not in scikit-learn.
    /// </summary>
    Sample,
}
