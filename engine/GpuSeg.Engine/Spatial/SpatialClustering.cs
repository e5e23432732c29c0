using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Spatial;

/// <summary>A clustering in which neighbours and a bias field decide with the model.</summary>
public interface ISpatialClustering : IClustering
{
    /// <summary>The settings of the stage.</summary>
    SpatialStage Stage { get; }

    /// <summary>The bias field of these voxels; null without one.</summary>
    EstimatedBias? Bias { get; }
}

/// <summary>A clustering of a finished mixture by its spatial stage, which runs when its outcome is first asked for.</summary>
/// <param name="model">The fitted parameters.</param>
/// <param name="stage">The settings.</param>
/// <param name="voxels">The voxels that were clustered.</param>
/// <param name="density">The mixture in the frame of the voxels.</param>
/// <param name="freeParameters">Free parameters of the model.</param>
internal sealed class SpatialClustering<TModel>(
    TModel model, SpatialStage stage, VoxelSet voxels, Func<MixtureDensity> density, int freeParameters)
    : IClustering<TModel>, ISpatialClustering
    where TModel : IClusterModel
{
    private readonly Lazy<SettledField> _settled = new(() => stage.Run(voxels, density(), model.Weights));

    public TModel Model => model;

    public VoxelSet Voxels => voxels;

    public SpatialStage Stage => stage;

    public EstimatedBias? Bias => _settled.Value.Bias;

    IClusterModel IClustering.Model => model;

    public void Labels(Span<byte> labels) => _settled.Value.Field.Labels(labels);

    public LikelihoodScores? LabelsWithScores(Span<byte> labels)
    {
        Labels(labels);
        return Scores();
    }

    // The criteria of the pseudo-likelihood; a field adds its coefficients to the parameters.
    public LikelihoodScores? Scores()
    {
        var (field, mixture, bias) = _settled.Value;
        var score = (field.PseudoLikelihood(mixture) / voxels.Count) - voxels.Frame.LogVolume;
        var parameters = freeParameters + (voxels.Dimensions * (bias?.Terms ?? 0));
        var deviance = -2d * voxels.Count * score;
        return new(score, deviance + (parameters * Math.Log(voxels.Count)), deviance + (2d * parameters));
    }

    public void Posteriors(Span<float> posteriors) => _settled.Value.Field.Posteriors(posteriors);

    public IClustering Reorder(IReadOnlyList<int> order) => model.Reorder(order).Cluster(voxels);
}
