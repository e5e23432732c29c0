namespace GpuSeg.Engine.Fitting;

/// <summary>The search for one estimator's model.</summary>
internal interface IFitSearch
{
    /// <summary>The ends of all starts, once the search has ended; the best first.</summary>
    /// <exception cref="ClusteringException">The search could not go on.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or a start makes no sense.</exception>
    IReadOnlyList<FitEnd> Ends();
}
