using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Clustering;

/// <summary>Fitted centres; nothing in it changes.</summary>
public sealed class KMeansModel
{
    private readonly double[] _centres;

    internal KMeansModel(LloydRun run, double inertia, VoxelFrame frame, IReadOnlyList<string> warnings)
    {
        _centres = frame.ToUser(run.Centres.Values);
        (NClusters, Dimensions) = (run.Centres.Clusters, run.Centres.Dimensions);
        (NIter, Converged, Inertia, Warnings) = (run.Iterations, run.Converged, inertia, warnings);
    }

    /// <summary>K, the number of clusters.</summary>
    public int NClusters { get; }

    /// <summary>D, the number of features.</summary>
    public int Dimensions { get; }

    /// <summary>Centres in the user's units; shape (K, D).</summary>
    public IReadOnlyList<double> ClusterCenters => _centres;

    /// <summary>Sum of squared distances of the fitted voxels to their nearest centre, in squared user's units.</summary>
    public double Inertia { get; }

    /// <summary>Iterations of the start that was kept.</summary>
    public int NIter { get; }

    /// <summary>Whether no voxel changed its cluster or the centres rested before max_iter.</summary>
    public bool Converged { get; }

    /// <summary>What a user should know about this fit, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The nearest centre of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
    public byte[] Predict(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        var labels = new byte[voxels.Count];
        voxels.Passes.Nearest(InFrame(voxels), labels, new double[voxels.Count]);
        return labels;
    }

    /// <summary>Minus the inertia of <paramref name="voxels"/>, in squared user's units.</summary>
    public double Score(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        var assignment = new Assignment(NClusters, Dimensions);
        voxels.Passes.Assign([InFrame(voxels)], [assignment]);
        return -assignment.Inertia * voxels.Frame.Unit * voxels.Frame.Unit;
    }

    private Centres InFrame(VoxelSet voxels)
    {
        Options.RequireDimensions(voxels, Dimensions);
        var centres = new Centres(NClusters, Dimensions);
        voxels.Frame.FromUser(_centres).CopyTo(centres.Values, 0);
        return centres;
    }
}
