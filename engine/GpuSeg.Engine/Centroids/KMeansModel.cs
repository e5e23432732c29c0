using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Centroids;

/// <summary>Fitted centres; nothing in it changes.</summary>
public sealed class KMeansModel : IClusterModel
{
    private readonly double[] _centres;
    private readonly Course _course;

    private KMeansModel(double[] centres, IReadOnlyList<double> weights, double inertia, Course course, IReadOnlyList<string> warnings) =>
        (_centres, Weights, Inertia, _course, Warnings) = (centres, weights, inertia, course, warnings);

    /// <summary>Creates the model at the end of a path.</summary>
    internal static KMeansModel FromFit(VoxelSet voxels, LloydPath path, int joined, IReadOnlyList<string> warnings) => new(
        voxels.Frame.ToUser(path.Centres.Values),
        Array.ConvertAll(path.Assignment.Counts, count => count / voxels.Count),
        path.Assignment.Inertia * voxels.Frame.Unit * voxels.Frame.Unit,
        new(path.Iterations, path.Converged, joined),
        warnings);

    /// <summary>Creates a model from centres that were fitted before.</summary>
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
        Options.DimensionsOf(centres, shares.Count, "cluster_centers_");
        return new([.. centres], [.. shares], inertia, new(iterations, converged, joined), []);
    }

    /// <inheritdoc/>
    public int Clusters => Weights.Count;

    /// <summary>D, the number of features.</summary>
    public int Dimensions => _centres.Length / Clusters;

    /// <summary>Share of the fitted voxels in each cluster; shape (K).</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Centres in the user's units, scikit-learn's cluster_centers_; shape (K, D).</summary>
    public IReadOnlyList<double> Means => _centres;

    /// <summary>Sum of squared distances of the fitted voxels to their nearest centre, in squared user's units.</summary>
    public double Inertia { get; }

    double IClusterModel.Objective => Inertia;

    /// <summary>Iterations of the start that was kept.</summary>
    public int NIter => _course.Iterations;

    /// <summary>Whether no voxel changed its cluster or the centres rested before max_iter.</summary>
    public bool Converged => _course.Converged;

    /// <inheritdoc/>
    public int JoinedStarts => _course.JoinedStarts;

    /// <summary>Warnings for the user, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Finds the nearest centre of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
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

    /// <summary>Computes minus the inertia of <paramref name="voxels"/>, in squared user's units.</summary>
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
            Ordering.Rows(_centres, order, Dimensions), Ordering.Rows([.. Weights], order, 1), Inertia, _course, Warnings);
    }

    private Centres InFrame(VoxelSet voxels)
    {
        Options.RequireDimensions(voxels, Dimensions);
        var centres = new Centres(Clusters, Dimensions);
        voxels.Frame.FromUser(_centres).CopyTo(centres.Values, 0);
        return centres;
    }

    // How the fit went.
    private sealed record Course(int Iterations, bool Converged, int JoinedStarts);
}
