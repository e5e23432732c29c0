using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Exploration;

/// <summary>
/// A clustering with all that tells how good it is and how far it can be trusted. Clusters are in label order everywhere.
/// </summary>
/// <remarks>The objective, BIC and AIC can be compared between clusterings of the same images and scaling only.</remarks>
public sealed record JudgedClustering
{
    /// <summary>The model, in units of the features that were clustered: standardised ones where the cell says so.</summary>
    public required IClusterModel Model { get; init; }

    /// <summary>Cluster of every voxel, 0..K-1; shape (N).</summary>
    public required ReadOnlyMemory<byte> Labels { get; init; }

    /// <summary>Size of every cluster and its mean and deviation in all images, clustered or not, in their own units.</summary>
    public required ClusterStatistics Statistics { get; init; }

    /// <summary>
    /// The objective of the best start: the lower bound of a mixture, the inertia of KMeans in squared units of the clustered features.
    /// </summary>
    public required double Objective { get; init; }

    /// <summary>Mean log-likelihood, BIC and AIC; null for a model without a likelihood.</summary>
    public LikelihoodScores? Scores { get; init; }

    /// <summary>See <see cref="Metrics.Silhouette"/>; of the features that were clustered.</summary>
    public required double Silhouette { get; init; }

    /// <summary>See <see cref="Metrics.CalinskiHarabasz"/>; of the features that were clustered.</summary>
    public required double CalinskiHarabasz { get; init; }

    /// <summary>See <see cref="Metrics.DaviesBouldin"/>; of the features that were clustered.</summary>
    public required double DaviesBouldin { get; init; }

    /// <summary>Agreement of the starts.</summary>
    public required Stability Stability { get; init; }

    /// <summary>The ends of the starts, the best first.</summary>
    public required IReadOnlyList<EndSummary> Ends { get; init; }

    /// <summary>
    /// The changes on the way to the optimum; null if it was not asked for, for KMeans, for a fit that ran to its optimum, and if a
    /// warning says why.
    /// </summary>
    public WayToOptimum? Optimum { get; init; }

    /// <summary>Warnings for the user, a sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>An end without its model.</summary>
/// <param name="Objective">Lower bound of a mixture or inertia of KMeans.</param>
/// <param name="Starts">Starts that ended here.</param>
/// <param name="NIter">Iterations of the start whose path led here.</param>
/// <param name="Converged">Whether its stopping rule was met before max_iter.</param>
/// <param name="Weight">What a start counts in <see cref="JudgedClustering.Stability"/>, see <see cref="Stability.Weight"/>.</param>
public sealed record EndSummary(double Objective, int Starts, int NIter, bool Converged, double Weight);

/// <summary>
/// The change of a clustering that stopped by tol when its fit goes on to the optimum, see <see cref="IEstimator.Onwards"/>.
/// </summary>
/// <param name="LabelsKept">Share of the voxels that keep their cluster, after the clusters are matched.</param>
/// <param name="BestDice">The best Dice overlap of every cluster with any of those at the optimum; shape (K).</param>
/// <param name="Objective">Objective at the end of the way.</param>
/// <param name="Passes">Expectation steps on the way.</param>
/// <param name="Reached">Whether it came to the optimum: the number of passes is limited.</param>
public sealed record WayToOptimum(double LabelsKept, IReadOnlyList<double> BestDice, double Objective, int Passes, bool Reached)
{
    /// <summary>Compares labels before and after.</summary>
    internal static WayToOptimum Of(IClusterModel end, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var table = new ContingencyTable(before, after, end.Clusters, end.Clusters);
        var kept = table.Match().Select((column, row) => table[row, column]).Sum();
        var dice = Enumerable.Range(0, table.Rows).Select(row => Enumerable.Range(0, table.Columns).Max(column => table.Dice(row, column)));
        return new(kept / (double)before.Length, [.. dice], end.Objective, end.NIter, end.Converged);
    }
}
