using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>The findings of an exploration: a section for each question that its fits can answer.</summary>
internal static class Findings
{
    public static IEnumerable<Section> Of(ExplorationResult result) =>
    [
        .. Section("clusters", "Clusters", ClusterNumbers.Of(result)),
        .. Section("starts", "Starts", StartsCompared.Of(result)),
        .. Section("stopping", "Stopping", StoppingCompared.Of(result)),
        .. Section("scaling", "Scaling", AgreementTables.OfScaling(result)),
        .. Section("methods", "Models", AgreementTables.OfMethods(result)),
        .. Section("images", "Images", AgreementTables.OfImages(result)),
        .. Section("overlaps", "Overlaps", ClusterOverlaps.Of(result)),
    ];

    private static IEnumerable<Section> Section(string id, string title, IEnumerable<Html> content)
    {
        Html[] parts = [.. content];
        return parts.Length == 0 ? [] : [new($"find-{id}", title, parts)];
    }
}
