using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Centroids;

/// <summary>Fitted centres; nothing in it changes.</summary>
public sealed class KMeansModel : IClusterModel
{
    private readonly double[] _centres;
    private readonly LloydRun _run;

    internal KMeansModel(LloydRun run, VoxelSet voxels, IReadOnlyList<string> warnings)
        : this(
            voxels.Frame.ToUser(run.Centres.Values),
            Array.ConvertAll(run.Assignment.Counts, count => count / voxels.Count),
            run.Assignment.Inertia * voxels.Frame.Unit * voxels.Frame.Unit,
            run,
            warnings)
    {
    }

    private KMeansModel(double[] centres, double[] weights, double inertia, LloydRun run, IReadOnlyList<string> warnings) =>
        (_centres, Weights, Inertia, _run, Warnings) = (centres, weights, inertia, run, warnings);

    /// <summary>The model of centres that were fitted before.</summary>
    /// <param name="centres">In the user's units; shape (K, D).</param>
    /// <param name="shares">Share of the fitted voxels in each cluster; shape (K).</param>
    /// <param name="inertia">See <see cref="Inertia"/>.</param>
    /// <param name="iterations">See <see cref="NIter"/>.</param>
    /// <param name="converged">See <see cref="Converged"/>.</param>
    /// <param name="joined">See <see cref="JoinedStarts"/>.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, a centre is not finite, or shares do not sum to 1.</exception>
    public static KMeansModel FromCentres(
        IReadOnlyList<double> centres, IReadOnlyList<double> shares, double inertia, int iterations, bool converged, int joined)
    {
        ArgumentNullException.ThrowIfNull(centres);
        Options.RequireShares(shares, "cluster_shares");
        var dimensions = Options.DimensionsOf(centres, shares.Count, "cluster_centers_");
        var run = new LloydRun(new(shares.Count, dimensions), new(shares.Count, dimensions), iterations, converged, joined);
        return new([.. centres], [.. shares], inertia, run, []);
    }

    /// <inheritdoc/>
    public int Clusters => _run.Centres.Clusters;

    /// <summary>D, the number of features.</summary>
    public int Dimensions => _run.Centres.Dimensions;

    /// <summary>Share of the fitted voxels in each cluster; shape (K).</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Centres in the user's units, scikit-learn's cluster_centers_; shape (K, D).</summary>
    public IReadOnlyList<double> Means => _centres;

    /// <summary>Sum of squared distances of the fitted voxels to their nearest centre, in squared user's units.</summary>
    public double Inertia { get; }

    /// <summary>Iterations of the start that was kept.</summary>
    public int NIter => _run.Iterations;

    /// <summary>Whether no voxel changed its cluster or the centres rested before max_iter.</summary>
    public bool Converged => _run.Converged;

    /// <inheritdoc/>
    public int JoinedStarts => _run.Joined;

    /// <summary>What a user should know about this fit, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The nearest centre of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
    public byte[] Predict(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        var labels = new byte[voxels.Count];
        Predict(voxels, labels);
        return labels;
    }

    /// <inheritdoc/>
    public void Predict(VoxelSet voxels, Span<byte> labels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        voxels.Passes.Nearest(InFrame(voxels), labels, []);
    }

    /// <summary>Minus the inertia of <paramref name="voxels"/>, in squared user's units.</summary>
    public double Score(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        var assignment = new Assignment(Clusters, Dimensions);
        voxels.Passes.Assign([InFrame(voxels)], [assignment]);
        return -assignment.Inertia * voxels.Frame.Unit * voxels.Frame.Unit;
    }

    /// <inheritdoc/>
    public IClusterModel Reorder(IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new KMeansModel(
            Ordering.Rows(_centres, order, Dimensions), Ordering.Rows([.. Weights], order, 1), Inertia, _run, [.. Warnings]);
    }

    private Centres InFrame(VoxelSet voxels)
    {
        Options.RequireDimensions(voxels, Dimensions);
        var centres = new Centres(Clusters, Dimensions);
        voxels.Frame.FromUser(_centres).CopyTo(centres.Values, 0);
        return centres;
    }
}
