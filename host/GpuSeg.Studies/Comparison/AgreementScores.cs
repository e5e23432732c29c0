using GpuSeg.Engine.Metrics;

namespace GpuSeg.Studies.Comparison;

/// <summary>How far two maps agree in their partition of the voxels that both label, whatever the labels' numbers.</summary>
/// <param name="AdjustedRand">See <see cref="PairCounting.AdjustedRand"/>.</param>
/// <param name="Rand">See <see cref="PairCounting.Rand"/>.</param>
/// <param name="FowlkesMallows">See <see cref="PairCounting.FowlkesMallows"/>.</param>
/// <param name="Information">Mutual information and its forms; rows are the labels of A.</param>
/// <param name="Agreement">Share of the voxels whose labels are matched with each other.</param>
public sealed record AgreementScores(double AdjustedRand, double Rand, double FowlkesMallows, SharedInformation Information, double Agreement)
{
    internal static AgreementScores Of(ContingencyTable table, int[] match) => new(
        PairCounting.AdjustedRand(table), PairCounting.Rand(table), PairCounting.FowlkesMallows(table), new(table), table.Agreement(match));
}
