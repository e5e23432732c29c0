using GpuSeg.Engine.Metrics;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>How far the labels of two fits agree.</summary>
/// <param name="Share">Share of the voxels that carry the same label once labels are matched.</param>
/// <param name="AdjustedRand">Adjusted Rand index.</param>
internal readonly record struct LabelAgreement(double Share, double AdjustedRand)
{
    /// <summary>The agreement of two fits that have not failed.</summary>
    public static LabelAgreement Of(ExploredFit a, ExploredFit b)
    {
        var table = new ContingencyTable(a.Clustering!.Labels.Span, b.Clustering!.Labels.Span, a.Clusters, b.Clusters);
        return new(table.Agreement(table.Match()), PairCounting.AdjustedRand(table));
    }
}
