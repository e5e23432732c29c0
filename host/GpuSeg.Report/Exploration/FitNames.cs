using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Exploration;

/// <summary>What fits and their clusters are called in sentences.</summary>
internal static class FitNames
{
    // More of a kind make a row of a table too high to read.
    private const int MostInCell = 4;

    /// <summary>Such as: Gaussian mixture of all images, K = 3, scaled.</summary>
    public static string Of(ExploredFit fit) => $"{Method(fit)} of {Images(fit)}, K = {fit.Clusters}, {Scaling(fit.Scaling)}";

    /// <summary>The same with the article that a method needs and KMeans, a name, does not.</summary>
    public static string The(ExploredFit fit) => fit.IsMixture ? $"the {Of(fit)}" : Of(fit);

    /// <summary>Such as: Gaussian mixture of all images, scaled.</summary>
    public static string Of(FitSeries series) => $"{Method(series.Fits[0])} of {Images(series.Fits[0])}, {Scaling(series.Scaling)}";

    /// <summary>Such as: Gaussian mixture, where it is of all images; Gaussian mixture of t1, where not.</summary>
    public static string Short(FitSeries series) => Method(series.Fits[0]) + (series.UsesAll ? "" : $" of {series.Images}");

    /// <summary>Such as: Gaussian mixture (diag).</summary>
    public static string Method(ExploredFit fit) => fit.Covariance switch
    {
        null => "KMeans",
        "full" => "Gaussian mixture",
        var covariance => $"Gaussian mixture ({covariance})",
    };

    public static string Scaling(FeatureScaling scaling) => scaling == FeatureScaling.None ? "unscaled" : "scaled";

    /// <summary>all images, or their names where they are fewer or only one.</summary>
    public static string Images(ExploredFit fit) => fit.UsesAll && fit.Columns.Count > 1 ? "all images" : fit.Images;

    /// <summary>Such as: 3 (62.9 mL).</summary>
    public static string Cluster(ExploredFit fit, int k, ExplorationResult result) => $"{k + 1} ({Millilitres(fit.Clustering!.Statistics.Counts[k], result)})";

    public static string Millilitres(long voxels, ExplorationResult result) => TextFormat.Millilitres(voxels * result.Input.Images[0].Grid.VoxelVolume);

    /// <summary>Several things in a cell of a table, a line each; of many the first, and how many more there are.</summary>
    public static Html Several(IEnumerable<string> things)
    {
        var all = things.ToList();
        string[] lines = all.Count switch
        {
            0 => ["none"],
            <= MostInCell => [.. all],
            var count => [.. all.Take(MostInCell), $"{count - MostInCell} more"],
        };
        return Html.Of($"{lines.Select((line, i) => i == 0 ? Html.Of($"{line}") : Html.Of($"<br>{line}"))}");
    }
}
