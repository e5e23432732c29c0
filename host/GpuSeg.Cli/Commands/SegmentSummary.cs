using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Clustering;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The short account of a segmentation for people.</summary>
internal static class SegmentSummary
{
    public static void Print(SegmentationResult result, SegmentationOutputs outputs)
    {
        Console.Out.WriteLine($"{result.Mask.Count:N0} of {result.Mask.VoxelCount:N0} voxels kept ({Rule(result)})");
        Console.Out.WriteLine(Fit(result));
        Table.Write(Columns(result), Enumerable.Range(0, result.Model.Clusters).Select(k => Row(result, k)));
        Console.Out.WriteLine($"wrote {string.Join(", ", outputs.Paths)}");
    }

    private static string Rule(SegmentationResult result) => result switch
    {
        { MaskFile: { } mask } => $"non-zero in {mask.Name}",
        { Request.MaskRule: Imaging.MaskRule.Positive } => "> 0 in every image",
        _ => "not 0 in every image",
    };

    private static string Fit(SegmentationResult result)
    {
        var end = $"{result.Model.NIter} iterations, {(result.Model.Converged ? "converged" : "NOT converged")}";
        return result.Model switch
        {
            GaussianMixtureModel mixture => $"Gaussian mixture, {mixture.CovarianceType.ToString().ToLowerInvariant()} covariance, on {result.Backend}: {end}, "
                + $"lower bound {mixture.LowerBound:F4}, BIC {result.Scores!.Bic:F0}, AIC {result.Scores.Aic:F0}",
            KMeansModel kmeans => $"KMeans on {result.Backend}: {end}, inertia {kmeans.Inertia:G6}",
            _ => end,
        };
    }

    private static string[] Columns(SegmentationResult result) =>
        ["label", "voxels", "mL", .. result.Images.Select(image => $"mean {image.Name}")];

    private static string[] Row(SegmentationResult result, int k)
    {
        var (statistics, dimensions) = (result.Statistics, result.Images.Count);
        return
        [
            $"{k + 1}",
            $"{statistics.Counts[k]:N0}",
            $"{statistics.Counts[k] * result.Images[0].Grid.VoxelVolume / 1000:F1}",
            .. statistics.Means.Skip(k * dimensions).Take(dimensions).Select(mean => $"{mean:G5}"),
        ];
    }
}
