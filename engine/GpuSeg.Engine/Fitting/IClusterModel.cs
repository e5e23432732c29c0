using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>Fitted parameters, which label any voxels of as many features; immutable.</summary>
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

    /// <summary>The value that the fit optimised: the lower bound of a mixture, the inertia of KMeans.</summary>
    double Objective { get; }

    /// <summary>Iterations of the start that was kept.</summary>
    int NIter { get; }

    /// <summary>Whether the stopping rule was met before max_iter.</summary>
    bool Converged { get; }

    /// <summary>Starts that were dropped because they had run into the path of another start.</summary>
    int JoinedStarts { get; }

    /// <summary>Warnings for the user, a sentence each.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Finds the cluster of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
    byte[] Predict(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        var labels = new byte[voxels.Count];
        Predict(voxels, labels);
        return labels;
    }

    /// <summary>Writes the cluster of every voxel, 0..K-1, the first on a tie, to <paramref name="labels"/>.</summary>
    /// <param name="voxels">N voxels.</param>
    /// <param name="labels">Receives the labels; shape (N).</param>
    void Predict(VoxelSet voxels, Span<byte> labels);

    /// <summary>
    /// Labels the voxels like <see cref="Predict(VoxelSet, Span{byte})"/> and returns their <see cref="Scores"/>, in one pass if the
    /// backend can.
    /// </summary>
    LikelihoodScores? PredictWithScores(VoxelSet voxels, Span<byte> labels)
    {
        Predict(voxels, labels);
        return Scores(voxels);
    }

    /// <summary>Measures how likely the voxels are; null for a model without a likelihood.</summary>
    LikelihoodScores? Scores(VoxelSet voxels) => null;

    /// <summary>Whether a voxel belongs to clusters by share, so that there are posteriors.</summary>
    bool HasPosteriors => false;

    /// <summary>Counts the posteriors of <paramref name="count"/> voxels: K N.</summary>
    /// <exception cref="ClusteringException">They do not fit one array.</exception>
    int PosteriorCount(int count) => (long)count * Clusters <= Array.MaxLength ? count * Clusters
        : throw new ClusteringException(
            $"{Clusters} posteriors of {count} voxels do not fit one array; use fewer components or a smaller mask.");

    /// <summary>Writes the posterior of every cluster for every voxel, cluster k of voxel i at [k N + i].</summary>
    /// <param name="voxels">N voxels.</param>
    /// <param name="posteriors">Receives the posteriors; shape (K, N).</param>
    /// <exception cref="NotSupportedException">The model has no posteriors.</exception>
    void PredictProba(VoxelSet voxels, Span<float> posteriors) =>
        throw new NotSupportedException($"{GetType().Name} has no posteriors; ask for its labels.");

    /// <summary>Whether <see cref="Cluster"/> needs the places of the voxels, see <see cref="VoxelSet.Lattice"/>.</summary>
    bool NeedsLattice => false;

    /// <summary>Clusters <paramref name="voxels"/> by the model: every voxel by itself, unless the model says otherwise.</summary>
    /// <exception cref="ArgumentException">The voxels lack what the model needs.</exception>
    IClustering Cluster(VoxelSet voxels) => new ModelClustering<IClusterModel>(this, voxels);

    /// <summary>Copies the model with its clusters in another order: new cluster c is the old <paramref name="order"/>[c].</summary>
    IClusterModel Reorder(IReadOnlyList<int> order);
}

/// <summary>Scores of voxels under a model that has a likelihood.</summary>
/// <param name="Score">Mean log-likelihood of a voxel.</param>
/// <param name="Bic">Bayesian information criterion: -2 N score + parameters ln N.</param>
/// <param name="Aic">Akaike information criterion: -2 N score + 2 parameters.</param>
public sealed record LikelihoodScores(double Score, double Bic, double Aic);
