using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Fit;

/// <summary>What was asked for, under the names of the options, and what went in.</summary>
internal static class FitSettings
{
    public static IReadOnlyList<Html> Of(SegmentationResult result, string version) => [DataTable.Settings(Rows(result, version)), Images(result), Checksums(result)];

    private static IEnumerable<(string Name, string Value)> Rows(SegmentationResult result, string version)
    {
        var request = result.Request;
        return
        [
            .. request.Estimator switch
            {
                GaussianMixture mixture => Mixture(mixture),
                KMeans kmeans => KMeansRows(kmeans),
                FittedModel fitted => Applied(fitted.Model, request.Model!),
                _ => throw new InvalidOperationException($"There are no settings for {request.Estimator.GetType().Name}."),
            },
            ("mask", result.MaskFile is { } mask ? $"file {mask.Name}" : $"{request.MaskRule.ToString().ToLowerInvariant()} in every image"),
            ("scale", request.Scaling.ToString().ToLowerInvariant()),
            ("label order", request.Model is null ? request.Order.Rule : "model"),
            .. request.Model is null ? Reached(result.Model) : [],
            .. result.Scores is { } scores ? [("BIC", $"{scores.Bic:F0}"), ("AIC", $"{scores.Aic:F0}")] : (IEnumerable<(string, string)>)[],
            ("backend", result.Backend),
            ("version", version),
        ];
    }

    // What a fit reached in its own images; a model that is applied reached it in others.
    private static IEnumerable<(string, string)> Reached(IClusterModel model) => model switch
    {
        GaussianMixtureModel mixture => [("lower bound", $"{mixture.LowerBound:F4}")],
        KMeansModel centres => [("inertia", $"{centres.Inertia:G6}")],
        _ => [],
    };

    private static IEnumerable<(string, string)> Applied(IClusterModel model, AppliedModel applied) =>
    [
        ("method", model is GaussianMixtureModel ? "Gaussian mixture" : "KMeans"),
        ("clusters", $"{model.Clusters}"),
        .. model is GaussianMixtureModel mixture ? [("covariance", mixture.CovarianceType.ToString().ToLowerInvariant())] : (IEnumerable<(string, string)>)[],
        ("model", applied.FileName),
        ("model's SHA-256", applied.Sha256),
    ];

    private static IEnumerable<(string, string)> Mixture(GaussianMixture mixture) =>
    [
        ("method", "Gaussian mixture"),
        ("clusters", $"{mixture.NComponents}"),
        ("covariance", mixture.CovarianceType.ToString().ToLowerInvariant()),
        ("init", mixture.Start.IsComplete ? "given" : MixtureInitNames.Of(mixture.Init)),
        .. Common(mixture, mixture.Start.IsComplete, mixture.Seed, mixture.MaxIter),
        ("reg covar", TextFormat.Number(mixture.RegCovar)),
    ];

    private static IEnumerable<(string, string)> KMeansRows(KMeans kmeans) =>
    [
        ("method", "KMeans"),
        ("clusters", $"{kmeans.NClusters}"),
        ("init", kmeans.InitialCentres is null ? KMeansInitNames.Of(kmeans.Init) : "given"),
        .. Common(kmeans, kmeans.InitialCentres is not null, kmeans.Seed, kmeans.MaxIter),
    ];

    private static IEnumerable<(string, string)> Common(IEstimator estimator, bool given, int seed, int maxIter) =>
    [
        ("starts", estimator.StartsOnSample is var n and > 0 ? $"{n} on at most {IEstimator.SampleVoxels:N0} voxels" : $"{estimator.Starts}"),
        .. given ? [] : (IEnumerable<(string, string)>)[("seed", $"{seed}")],
        ("stop", estimator.Converge ? "at the optimum" : $"tol {estimator.Tol}"),
        ("max iter", $"{maxIter}"),
    ];

    private static Html Images(SegmentationResult result)
    {
        // A single image has no others to compare with: what it removes is the background.
        var compares = result.Images.Count > 1 || result.MaskFile is not null;
        return new DataTable(
            compares ? "Images, and the share of the voxels kept by all others that each removes alone" : "Image",
            [new("Image"), new("Voxels"), new("Voxel size, mm"), new("Axes"), new("Data type"), .. compares ? [new("Removes alone", true)] : (Column[])[]],
            [.. result.Images.Zip(result.Mask.Images, (image, share) => (Html[])[.. Image(image), .. compares ? [Html.Of($"{TextFormat.Percent(share.Share)}")] : (Html[])[]])]).ToHtml();
    }

    private static Html[] Image(ImageFile image)
    {
        var ((x, y, z), (dx, dy, dz)) = (image.Grid.Shape, image.Grid.Spacing);
        return
        [
            Html.Of($"{image.Name}"),
            Html.Of($"{x} × {y} × {z}"),
            Html.Of($"{TextFormat.Number(dx)} × {TextFormat.Number(dy)} × {TextFormat.Number(dz)}"),
            Html.Of($"{image.Grid.Orientation}"),
            Html.Of($"{image.Header.Datatype.NumpyName()}"),
        ];
    }

    private static Html Checksums(SegmentationResult result) => Html.Of($"""
        <details><summary>SHA-256 of the inputs' voxels</summary>
        {DataTable.Settings(result.Images.Concat(new[] { result.MaskFile }.OfType<ImageFile>()).Select(volume => (volume.Name, volume.Hash)))}
        </details>
        """);
}
