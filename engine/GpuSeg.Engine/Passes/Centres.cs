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
