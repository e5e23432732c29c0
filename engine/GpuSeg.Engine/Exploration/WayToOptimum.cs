using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Engine.Exploration;

/// <summary>What becomes of a mixture that stopped by tol if it goes on to its optimum, see <see cref="GaussianMixture.Converge"/>.</summary>
/// <param name="LabelsKept">Share of the voxels that keep their cluster, after the clusters are matched.</param>
/// <param name="BestDice">The best Dice overlap of every cluster with any of those at the optimum; shape (K).</param>
/// <param name="LowerBound">Lower bound at the end of the way.</param>
/// <param name="Passes">Expectation steps on the way.</param>
/// <param name="Reached">Whether it came to the optimum: the number of passes is limited.</param>
public sealed record WayToOptimum(double LabelsKept, IReadOnlyList<double> BestDice, double LowerBound, int Passes, bool Reached)
{
    /// <summary>The estimator that goes on from <paramref name="model"/>, which <paramref name="mixture"/> found.</summary>
    internal static GaussianMixture From(GaussianMixture mixture, GaussianMixtureModel model, int passes) =>
        mixture with { Converge = true, MaxIter = passes, Start = new(model.Weights, model.Means, model.Precisions) };

    /// <summary>Compares labels before and after.</summary>
    internal static WayToOptimum Of(GaussianMixtureModel end, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var table = new ContingencyTable(before, after, end.Clusters, end.Clusters);
        var kept = table.Match().Select((column, row) => table[row, column]).Sum();
        var dice = Enumerable.Range(0, table.Rows).Select(row => Enumerable.Range(0, table.Columns).Max(column => table.Dice(row, column)));
        return new(kept / (double)before.Length, [.. dice], end.LowerBound, end.NIter, end.Converged);
    }
}
