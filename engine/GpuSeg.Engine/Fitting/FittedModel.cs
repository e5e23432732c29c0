using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>
/// A model that was fitted before, in the place of a fit: it labels any voxels of as many features and none of its numbers change.
/// </summary>
/// <param name="Model">The model.</param>
public sealed record FittedModel(IClusterModel Model) : IEstimator
{
    /// <inheritdoc/>
    public int Clusters => Model.Clusters;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => [];

    /// <summary>1: nothing is searched for.</summary>
    public int Starts => 1;

    /// <summary>0: nothing is searched for.</summary>
    public int StartsOnSample => 0;

    /// <summary>0: nothing is iterated.</summary>
    public double Tol => 0;

    /// <summary>False: where the model's own fit stopped is for whoever made it to tell.</summary>
    public bool Converge => false;

    /// <summary>Whether the model needs the places of the voxels.</summary>
    public bool NeedsLattice => Model.NeedsLattice;

    /// <summary>Refuses: the model has its number of clusters.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public IEstimator WithClusters(int clusters) =>
        throw new NotSupportedException($"The model has {Clusters} clusters; fit another model.");

    /// <summary>Clusters <paramref name="voxels"/> by the model.</summary>
    /// <exception cref="ArgumentException">The voxels have another number of features.</exception>
    public IClustering Fit(VoxelSet voxels, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        Options.RequireDimensions(voxels, Model.Dimensions);
        return Model.Cluster(voxels);
    }
}
