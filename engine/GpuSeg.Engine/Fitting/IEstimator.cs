using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>A method of clustering with its options set.</summary>
public interface IEstimator
{
    /// <summary>K, the number of clusters to find.</summary>
    int Clusters { get; }

    /// <summary>Voxels of the sample on which <see cref="StartsOnSample"/> are made.</summary>
    const int SampleVoxels = 1 << 14;

    /// <summary>Number of starts, of which the best is kept.</summary>
    int Starts { get; }

    /// <summary>
    /// Number of fits to a sample of the voxels; the one start over all voxels begins with the best of them. 0 without a sample.
    /// </summary>
    int StartsOnSample { get; }

    /// <summary>
    /// Tolerance at which a start stops, unless <see cref="Converge"/>: the change of the lower bound, or the shift of the centres
    /// relative to the variance.
    /// </summary>
    double Tol { get; }

    /// <summary>Whether to go on to the optimum instead of stopping where scikit-learn stops.</summary>
    bool Converge { get; }

    /// <summary>The parameters, in the order in which tables and sidecars list them; empty if nothing is fitted.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// The estimator of a single cluster whose objective the starts of this one are weighed against, to judge how far they agree;
    /// null if that objective is the sum of the squared distances of the voxels from their mean.
    /// </summary>
    IEstimator? SingleCluster => null;

    /// <summary>Whether the clustering needs the places of the voxels, see <see cref="VoxelSet.Lattice"/>.</summary>
    bool NeedsLattice => false;

    /// <summary>The estimator without the stages that need the places of the voxels, for voxels of many brains.</summary>
    IEstimator WithoutLattice => this;

    /// <summary>Adds to a model that <see cref="WithoutLattice"/> fitted the stages that need the places of the voxels.</summary>
    IClusterModel WithStages(IClusterModel model) => model;

    /// <summary>Copies the estimator with another number of clusters.</summary>
    /// <exception cref="NotSupportedException">The number is that of a model, see <see cref="FittedModel"/>.</exception>
    IEstimator WithClusters(int clusters);

    /// <summary>
    /// Returns the estimator that continues from where this one's fit ended to the optimum; null if the fit ended at its optimum.
    /// </summary>
    /// <param name="model">The model of the fit.</param>
    /// <param name="iterations">Most iterations on the way.</param>
    IEstimator? Onwards(IClusterModel model, int iterations) => null;

    /// <summary>Clusters <paramref name="voxels"/>.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are more clusters than voxels.</exception>
    /// <exception cref="ClusteringException">The fit cannot go on; the message says what to change.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    IClustering Fit(VoxelSet voxels, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default);

    /// <summary>Begins the search for the clustering; an estimator without a search of its own is fitted by itself.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are more clusters than voxels.</exception>
    internal ISearch Begin(FitContext context) => new SeparateFit(this, context);

    private sealed class SeparateFit(IEstimator estimator, FitContext context) : ISearch
    {
        public IEnumerable<Wave> Waves() => [];

        public IReadOnlyList<FitEnd> Ends()
        {
            var clustering = estimator.Fit(context.Voxels, context.Progress, context.Cancellation);
            return [new(clustering, clustering.Scores()?.Score ?? double.NaN, estimator.Starts)];
        }
    }
}
