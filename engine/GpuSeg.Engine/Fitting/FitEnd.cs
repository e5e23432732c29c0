namespace GpuSeg.Engine.Fitting;

/// <summary>Where one or several starts of a fit ended.</summary>
/// <param name="Clustering">The clustering there.</param>
/// <param name="Objective">What the starts were climbing to: the lower bound of a mixture (largest is best) or the inertia of KMeans (least is best).</param>
/// <param name="Starts">Starts that ended here: one, and those that had run into its path, directly or by way of another start.</param>
public sealed record FitEnd(IClustering Clustering, double Objective, int Starts)
{
    /// <summary>The model there.</summary>
    public IClusterModel Model => Clustering.Model;
}
