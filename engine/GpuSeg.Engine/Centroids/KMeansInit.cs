using GpuSeg.Engine.Fitting;

namespace GpuSeg.Engine.Centroids;

/// <summary>
/// Methods that find the first centres of KMeans; names and meaning are scikit-learn's, except for <see cref="Sample"/>.
/// </summary>
public enum KMeansInit
{
    /// <summary>
    /// Greedy k-means++: voxels far from the centres chosen so far are likely, the best of 2 + floor(ln K) candidates is taken.
    /// </summary>
    KMeansPlusPlus,

    /// <summary>K different voxels, all equally likely.</summary>
    Random,

    /// <summary>
    /// The same fit, from <see cref="KMeansPlusPlus"/> and with all n_init starts, to <see cref="IEstimator.SampleVoxels"/> of the
    /// voxels; not in scikit-learn.
    /// </summary>
    Sample,
}
