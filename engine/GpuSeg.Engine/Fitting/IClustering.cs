using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>The result of a fit: a clustering of the voxels that were fitted.</summary>
/// <remarks>
/// Take labels, posteriors and scores from here, not from <see cref="Model"/>: a voxel's cluster may depend on more than its own values,
/// such as its neighbours. A clustering is usable until its voxels are disposed of; state it keeps per voxel is released with them.
/// </remarks>
public interface IClustering
{
    /// <summary>The fitted parameters.</summary>
    IClusterModel Model { get; }

    /// <summary>The voxels that were clustered.</summary>
    VoxelSet Voxels { get; }

    /// <summary>Writes the cluster of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
    void Labels(Span<byte> labels);

    /// <summary>Writes the labels and returns the <see cref="Scores"/>, in one pass if the backend can.</summary>
    LikelihoodScores? LabelsWithScores(Span<byte> labels);

    /// <summary>Measures how likely the voxels are under the final parameters; null for a model without a likelihood.</summary>
    LikelihoodScores? Scores();

    /// <summary>Writes the posterior of every cluster for every voxel, cluster k of voxel i at [k N + i]; shape (K, N).</summary>
    /// <exception cref="NotSupportedException">The model has no posteriors, see <see cref="IClusterModel.HasPosteriors"/>.</exception>
    void Posteriors(Span<float> posteriors);

    /// <summary>Copies the clustering with its clusters in another order: new cluster c is the old <paramref name="order"/>[c].</summary>
    IClustering Reorder(IReadOnlyList<int> order);

    /// <summary>Finds the cluster of every voxel; shape (N).</summary>
    byte[] Labels()
    {
        var labels = new byte[Voxels.Count];
        Labels(labels);
        return labels;
    }
}

/// <summary>A clustering whose kind of model is known.</summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
public interface IClustering<out TModel> : IClustering
    where TModel : IClusterModel
{
    /// <summary>The fitted parameters.</summary>
    new TModel Model { get; }
}

/// <summary>A clustering that depends on its model alone: every voxel by itself.</summary>
/// <param name="model">The fitted parameters.</param>
/// <param name="voxels">The voxels that were clustered.</param>
internal sealed class ModelClustering<TModel>(TModel model, VoxelSet voxels) : IClustering<TModel>
    where TModel : IClusterModel
{
    public TModel Model => model;

    public VoxelSet Voxels => voxels;

    IClusterModel IClustering.Model => model;

    public void Labels(Span<byte> labels) => model.Predict(voxels, labels);

    public LikelihoodScores? LabelsWithScores(Span<byte> labels) => model.PredictWithScores(voxels, labels);

    public LikelihoodScores? Scores() => model.Scores(voxels);

    public void Posteriors(Span<float> posteriors) => model.PredictProba(voxels, posteriors);

    public IClustering Reorder(IReadOnlyList<int> order) => new ModelClustering<TModel>((TModel)model.Reorder(order), voxels);
}

/// <summary>The end of one or several starts of a fit.</summary>
/// <param name="Clustering">The clustering there.</param>
/// <param name="Objective">
/// The goal of the climb: the lower bound of a mixture (largest is best) or the inertia of KMeans (least is best).
/// </param>
/// <param name="Starts">Starts that ended here: one, and all that had run into its path.</param>
public sealed record FitEnd(IClustering Clustering, double Objective, int Starts)
{
    /// <summary>The model there.</summary>
    public IClusterModel Model => Clustering.Model;
}
