namespace GpuSeg.Engine.Passes;

/// <summary>K cluster centres in D dimensions.</summary>
public sealed class Centres
{
    /// <summary>Creates room for K centres in D dimensions.</summary>
    public Centres(int clusters, int dimensions)
    {
        (Clusters, Dimensions) = (clusters, dimensions);
        Values = new double[clusters * dimensions];
    }

    /// <summary>K, the number of clusters.</summary>
    public int Clusters { get; }

    /// <summary>D, the number of features of a voxel.</summary>
    public int Dimensions { get; }

    /// <summary>The coordinates; shape (K, D).</summary>
    public double[] Values { get; }

    /// <summary>The D coordinates of centre <paramref name="cluster"/>.</summary>
    public Span<double> this[int cluster] => Values.AsSpan(cluster * Dimensions, Dimensions);
}

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
