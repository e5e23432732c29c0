using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>Names of fits and their clusters in sentences.</summary>
internal static class FitNames
{
    // More lines would make a row of a table too high to read.
    private const int MostInCell = 4;

    /// <summary>Names a fit, such as: Gaussian mixture of all images, K = 3, scaled.</summary>
    public static string Of(ExploredFit fit) => $"{Method(fit)} of {Images(fit)}, K = {fit.Clusters}, {Scaling(fit.Scaling)}";

    /// <summary>Names a fit with its article, which proper names do not have.</summary>
    public static string The(ExploredFit fit) => fit.Method.IsProperName ? Of(fit) : $"the {Of(fit)}";

    /// <summary>Names a series, such as: Gaussian mixture of all images, scaled.</summary>
    public static string Of(FitSeries series) => $"{Method(series.Fits[0])} of {Images(series.Fits[0])}, {Scaling(series.Scaling)}";

    /// <summary>Names a series in short: Gaussian mixture if it uses all images, else with its images, as Gaussian mixture of t1.</summary>
    public static string Short(FitSeries series) => Method(series.Fits[0]) + (series.UsesAll ? "" : $" of {series.Images}");

    /// <summary>Names the method of a fit, such as: Gaussian mixture (diag).</summary>
    public static string Method(ExploredFit fit) => fit.Method.NameOf(fit.Estimator);

    public static string Scaling(FeatureScaling scaling) => scaling == FeatureScaling.None ? "unscaled" : "scaled";

    /// <summary>Names the images of a fit: all images, or their names if there is only one or not all are used.</summary>
    public static string Images(ExploredFit fit) => fit.UsesAll && fit.Columns.Count > 1 ? "all images" : fit.Images;

    /// <summary>Names a cluster with its volume, such as: 3 (62.9 mL).</summary>
    public static string Cluster(ExploredFit fit, int k, ExplorationResult result) =>
        $"{k + 1} ({Millilitres(fit.Clustering!.Statistics.Counts[k], result)})";

    public static string Millilitres(long voxels, ExplorationResult result) =>
        TextFormat.Millilitres(voxels * result.Input.Images[0].Grid.VoxelVolume);

    /// <summary>Joins items for a cell of a table, a line each; of many, the first few and the number of the rest.</summary>
    public static Html Several(IEnumerable<string> items)
    {
        var all = items.ToList();
        string[] lines = all.Count switch
        {
            0 => ["none"],
            <= MostInCell => [.. all],
            var count => [.. all.Take(MostInCell), $"{count - MostInCell} more"],
        };
        return Html.Of($"{lines.Select((line, i) => i == 0 ? Html.Of($"{line}") : Html.Of($"<br>{line}"))}");
    }
}
