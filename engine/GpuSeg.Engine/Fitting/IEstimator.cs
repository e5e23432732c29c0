using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>A way of clustering with its options set: <see cref="Mixtures.GaussianMixture"/> or <see cref="Centroids.KMeans"/>.</summary>
public interface IEstimator
{
    /// <summary>K, the number of clusters to find.</summary>
    int Clusters { get; }

    /// <summary>Voxels of the sample on which <see cref="StartsOnSample"/> are made.</summary>
    const int SampleVoxels = 1 << 14;

    /// <summary>Number of starts, of which the best is kept.</summary>
    int Starts { get; }

    /// <summary>Number of fits to a sample of the voxels, of which the best is where the one start over all voxels begins; 0 where there is no sample.</summary>
    int StartsOnSample { get; }

    /// <summary>Where a start stops, unless <see cref="Converge"/>: the change of the lower bound, or the shift of the centres beside the variance.</summary>
    double Tol { get; }

    /// <summary>Whether to go on to the optimum instead of stopping where scikit-learn stops.</summary>
    bool Converge { get; }

    /// <summary>Fits a model to <paramref name="voxels"/>.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are more clusters than voxels.</exception>
    /// <exception cref="ClusteringException">The fit cannot go on; the message says what to change.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    IClusterModel Fit(VoxelSet voxels, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default);
}

/// <summary>A fitted clustering; nothing in it changes.</summary>
public interface IClusterModel
{
    /// <summary>K, the number of clusters.</summary>
    int Clusters { get; }

    /// <summary>D, the number of features.</summary>
    int Dimensions { get; }

    /// <summary>Share of each cluster: the weights of a mixture, the shares of the fitted voxels for KMeans; shape (K).</summary>
    IReadOnlyList<double> Weights { get; }

    /// <summary>Centre of each cluster in the user's units; shape (K, D).</summary>
    IReadOnlyList<double> Means { get; }

    /// <summary>Iterations of the start that was kept.</summary>
    int NIter { get; }

    /// <summary>Whether the stopping rule was met before max_iter.</summary>
    bool Converged { get; }

    /// <summary>Starts that were dropped because they had run into the path of another start.</summary>
    int JoinedStarts { get; }

    /// <summary>What a user should know about this fit, a sentence each.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>The cluster of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
    byte[] Predict(VoxelSet voxels);

    /// <summary>As <see cref="Predict(VoxelSet)"/>, into memory that is there.</summary>
    /// <param name="voxels">N voxels.</param>
    /// <param name="labels">Receives the labels; shape (N).</param>
    void Predict(VoxelSet voxels, Span<byte> labels);

    /// <summary>The same model with its clusters in another order: new cluster c is the old <paramref name="order"/>[c].</summary>
    IClusterModel Reorder(IReadOnlyList<int> order);
}
