using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Metrics;

namespace GpuSeg.Engine.Exploration;

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
