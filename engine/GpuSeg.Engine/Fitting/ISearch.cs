namespace GpuSeg.Engine.Fitting;

/// <summary>The search for the clustering of one estimator: waves of paths, then the ends of all starts.</summary>
internal interface ISearch
{
    /// <summary>
    /// Finds the starts of one wave after the other; the next wave is asked for once the paths of the last one have ended.
    /// </summary>
    /// <exception cref="ClusteringException">The search cannot go on.</exception>
    /// <exception cref="ArgumentException">A start makes no sense.</exception>
    IEnumerable<Wave> Waves();

    /// <summary>Returns the ends of all starts, the best first.</summary>
    /// <exception cref="ClusteringException">The search could not go on.</exception>
    IReadOnlyList<FitEnd> Ends();
}
