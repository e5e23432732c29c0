using GpuSeg.Imaging.Exploration;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Report.Exploration;

/// <summary>What fits are called in sentences.</summary>
internal static class FitWords
{
    /// <summary>Such as: Gaussian mixture of all images, K = 3, scaled.</summary>
    public static string Of(ExploredFit fit) => $"{Method(fit)} of {Images(fit)}, K = {fit.Clusters}, {Scaling(fit.Scaling)}";

    /// <summary>Such as: Gaussian mixtures of all images, scaled.</summary>
    public static string Of(FitSeries series) => $"{Method(series.Fits[0])} of {Images(series.Fits[0])}, {Scaling(series.Scaling)}";

    /// <summary>Such as: Gaussian mixture (diag).</summary>
    public static string Method(ExploredFit fit) => fit.Covariance switch
    {
        null => "KMeans",
        "full" => "Gaussian mixture",
        var covariance => $"Gaussian mixture ({covariance})",
    };

    public static string Scaling(FeatureScaling scaling) => scaling == FeatureScaling.None ? "unscaled" : "scaled";

    private static string Images(ExploredFit fit) => fit.Images == ImageSubsets.All ? "all images" : fit.Images;
}
