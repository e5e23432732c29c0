using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Fit;

/// <summary>Settings of a segmentation under the names of the parameters, and its inputs.</summary>
internal static class FitSettings
{
    public static IReadOnlyList<Html> Of(SegmentationResult result, string version) =>
        [DataTable.Settings(Rows(result, version)), Images(result), Checksums(result)];

    private static IEnumerable<(string Name, string Value)> Rows(SegmentationResult result, string version)
    {
        var request = result.Request;
        var rule = $"{request.MaskRule.ToString().ToLowerInvariant()} in every image";
        return
        [
            .. request.Estimator switch
            {
                GaussianMixture mixture => Mixture(mixture),
                KMeans kmeans => KMeansRows(kmeans),
                FittedModel fitted => Applied(fitted.Model, request.Model!),
                _ => throw new InvalidOperationException($"{request.Estimator.GetType().Name} has no rows of settings."),
            },
            ("mask", result.MaskFile is { } mask ? $"file {mask.Name}" : rule),
            ("scale", request.Scaling.ToString().ToLowerInvariant()),
            ("label order", request.Model is null ? request.Order.Rule : "model"),
            .. request.Model is null ? Reached(result.Model) : [],
            .. result.Scores is { } scores ? Scores(scores) : [],
            ("backend", result.Backend),
            ("version", version),
        ];
    }

    private static IEnumerable<(string, string)> Scores(LikelihoodScores scores) =>
        [("BIC", $"{scores.Bic:F0}"), ("AIC", $"{scores.Aic:F0}")];

    // Value reached by the fit to these images; an applied model was fitted to other images.
    private static IEnumerable<(string, string)> Reached(IClusterModel model) => model switch
    {
        GaussianMixtureModel mixture => [("lower bound", $"{mixture.LowerBound:F4}")],
        KMeansModel centres => [("inertia", $"{centres.Inertia:G6}")],
        _ => [],
    };

    private static IEnumerable<(string, string)> Applied(IClusterModel model, AppliedModel applied)
    {
        var mixture = model as GaussianMixtureModel;
        IEnumerable<(string, string)> covariance =
            mixture is null ? [] : [("covariance", mixture.CovarianceType.Name)];
        return
        [
            ("method", mixture is null ? "KMeans" : "Gaussian mixture"),
            ("clusters", $"{model.Clusters}"),
            .. covariance,
            ("model", applied.FileName),
            ("model's SHA-256", applied.Sha256),
        ];
    }

    private static IEnumerable<(string, string)> Mixture(GaussianMixture mixture) =>
    [
        ("method", "Gaussian mixture"),
        ("clusters", $"{mixture.NComponents}"),
        ("covariance", mixture.CovarianceType.Name),
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

    private static IEnumerable<(string, string)> Common(IEstimator estimator, bool given, int seed, int maxIter)
    {
        var sample = estimator.StartsOnSample;
        IEnumerable<(string, string)> seeds = given ? [] : [("seed", $"{seed}")];
        return
        [
            ("starts", sample > 0 ? $"{sample} on at most {IEstimator.SampleVoxels:N0} voxels" : $"{estimator.Starts}"),
            .. seeds,
            ("stop", estimator.Converge ? "at the optimum" : $"tol {estimator.Tol}"),
            ("max iter", $"{maxIter}"),
        ];
    }

    private static Html Images(SegmentationResult result)
    {
        // Of a single image the column would only show the share of the background.
        var compares = result.Images.Count > 1 || result.MaskFile is not null;
        Column[] columns = [new("Image"), new("Voxels"), new("Voxel size, mm"), new("Axes"), new("Data type")];
        var rows = result.Images.Zip(result.Mask.Images, (image, share) =>
            (Html[])[.. Image(image), .. compares ? (Html[])[Html.Of($"{TextFormat.Percent(share.Share)}")] : []]);
        return new DataTable(
            compares ? "Images; the last column is the share of the voxels kept by all other images that the image removes" : "Image",
            compares ? [.. columns, new("Removes alone", true)] : columns,
            [.. rows]).ToHtml();
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

    private static Html Checksums(SegmentationResult result)
    {
        var volumes = result.MaskFile is { } mask ? result.Images.Append(mask) : result.Images;
        return Html.Of($"""
            <details><summary>SHA-256 of the inputs' voxels</summary>
            {DataTable.Settings(volumes.Select(volume => (volume.Name, volume.Hash)))}
            </details>
            """);
    }
}
