namespace GpuSeg.Engine;

/// <summary>The search for one estimator's model.</summary>
internal interface IFitSearch
{
    /// <summary>The model, once the search has ended.</summary>
    /// <exception cref="ClusteringException">The search could not go on.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or a start makes no sense.</exception>
    IClusterModel Model();
}
