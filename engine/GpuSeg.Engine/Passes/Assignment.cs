namespace GpuSeg.Engine.Passes;

/// <summary>The sums of one assignment of all voxels to their nearest centres.</summary>
public sealed class Assignment
{
    /// <summary>Creates room for K clusters in D dimensions.</summary>
    public Assignment(int clusters, int dimensions)
    {
        Counts = new double[clusters];
        Sums = new double[clusters * dimensions];
    }

    /// <summary>Voxels of every cluster; shape (K).</summary>
    public double[] Counts { get; }

    /// <summary>Sum of the voxels of every cluster, about the frame's origin; shape (K, D).</summary>
    public double[] Sums { get; }

    /// <summary>Sum over the voxels of the squared distance to the nearest centre, in the frame.</summary>
    public double Inertia { get; set; }
}
