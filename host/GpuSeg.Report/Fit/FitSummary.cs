using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Views;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Fit;

/// <summary>What a segmentation found, in sentences.</summary>
internal static class FitSummary
{
    // More clusters than this are left to the table.
    private const int MostSentences = 12;
    private const double NearlyEmpty = 0.001;

    // float32 leaves about this much uncertain in a lower bound of a few units.
    private const double BoundRounding = 1e-7;

    public static Html Of(SegmentationResult result) => Html.Of($"""
        <div class="columns">
        <div>
        <p>{Mask(result)} {Model(result)}</p>
        <p>{Html.Prose(Stop(result))}</p>
        {ReportPage.Warnings([.. result.Warnings, .. SmallClusters(result)])}
        </div>
        <div>
        {Shares(result)}
        {Clusters(result)}
        </div>
        </div>
        """);

    private static string Mask(SegmentationResult result)
    {
        var (mask, images) = (result.Mask, result.Images);
        var rule = (result.MaskFile, result.Request.MaskRule, images.Count) switch
        {
            ({ } file, _, _) => $"inside the mask {file.Name}",
            (_, var positive, var n) => $"that are {(positive == MaskRule.Positive ? "positive" : "nonzero")}{n switch { 1 => "", 2 => " in both images", _ => $" in all {n} images" }}",
        };
        return $"Of {Plural.Of(mask.VoxelCount, "voxel")}, {(mask.Count == mask.VoxelCount ? "all" : $"the {mask.Count:N0}")} {rule} took part "
            + $"({TextFormat.Percent((double)mask.Count / mask.VoxelCount)}, {TextFormat.Millilitres(mask.Count * images[0].Grid.VoxelVolume)}).";
    }

    private static string Model(SegmentationResult result)
    {
        var scaled = result.Scaler is null ? "" : result.Request.Model is { Saved.PerSubject: false } ? ", each image scaled as those of the model were" : ", each image scaled to mean 0 and variance 1";
        var where = $"by their intensities in {TextFormat.List([.. result.Images.Select(image => image.Name)])}{scaled}";
        return result.Model switch
        {
            { Clusters: 1 } model => $"{(model is GaussianMixtureModel ? "A single Gaussian" : "KMeans")} takes them all as one cluster {where}.",
            GaussianMixtureModel mixture => $"A Gaussian mixture of {Plural.Of(mixture.Clusters, "component")} with {Covariance(mixture)} divides them into as many clusters {where}.",
            var model => $"KMeans divides them into {Plural.Of(model.Clusters, "cluster")} {where}.",
        };
    }

    private static string Covariance(GaussianMixtureModel mixture) => mixture.CovarianceType switch
    {
        CovarianceType.Full => "full covariances",
        CovarianceType.Tied => "one covariance for all",
        CovarianceType.Diag => "diagonal covariances",
        _ => "spherical covariances",
    };

    private static string Stop(SegmentationResult result)
    {
        var (model, estimator) = (result.Model, result.Request.Estimator);
        if (result.Request.Model is { } applied)
        {
            return $"Nothing was fitted: the labels are those of the model {applied.FileName}, as in all images that it labels.";
        }

        var iterations = Plural.Of(model.NIter, "iteration");
        if (!model.Converged)
        {
            return $"The fit had not converged after {iterations}, as many as were allowed: more of them could change the labels. {Starts(result)}";
        }

        return (model switch
        {
            GaussianMixtureModel { RanToOptimum: true } mixture => $"The fit ran to its optimum in {iterations}: {ToGain(mixture)}.",
            GaussianMixtureModel { Clusters: 1 } => $"The fit ended after {iterations}, at the mean and covariance of the voxels: a single Gaussian has no other optimum.",
            GaussianMixtureModel mixture => $"The fit stopped after {iterations}, where scikit-learn stops: the lower bound moved by less than {estimator.Tol}. "
                + $"That may be a plateau and not yet the optimum: {ToGain(mixture)}, and labels could change on the way; the option `--converge` goes on.",
            _ when estimator.Converge => $"The fit came to rest after {iterations}: no voxel changes its cluster any more.",
            _ => $"The fit stopped after {iterations}, where scikit-learn stops: the centres rest within the tolerance of {estimator.Tol}.",
        }) + " " + Starts(result);
    }

    private static string ToGain(GaussianMixtureModel mixture) => mixture switch
    {
        { BoundToGain: null } => "how far the bound could still rise cannot be told from its last rises",
        { RanToOptimum: true, BoundToGain: { } gain } => $"the lower bound could rise by no more than {Math.Max(gain, BoundRounding):G1}",
        { BoundToGain: { } gain } => $"the bound could still rise by {gain:G2} or more",
    };

    private static string Starts(SegmentationResult result) => (result.Request.Estimator, result.Model.JoinedStarts) switch
    {
        ({ StartsOnSample: 1 }, _) => $"It began where a fit to at most {IEstimator.SampleVoxels:N0} of the voxels had ended.",
        ({ StartsOnSample: var starts and > 1 }, _) => $"It began where the best of {starts} fits to at most {IEstimator.SampleVoxels:N0} of the voxels had ended.",
        ({ Starts: 1 }, _) => "",
        ({ Starts: var starts }, 0) => $"It is the best of {starts} starts.",
        ({ Starts: var starts }, var joined) => $"It is the best of {starts} starts, {joined} of which ran into the path of another.",
    };

    // Read aloud with the sentences below it.
    private static Html Shares(SegmentationResult result)
    {
        var counts = result.Statistics.Counts;
        return Html.Of($"""<div class="shares" aria-hidden="true">{counts.Select((count, k) => Html.Of($"""<i style="flex-grow:{count};background:{Viridis.HexOfLabel(k + 1, counts.Length)}"></i>"""))}</div>""");
    }

    private static Html Clusters(SegmentationResult result)
    {
        var k = result.Model.Clusters;
        if (k > MostSentences)
        {
            return Html.Of($"<p>The {k} clusters are described in the table below.</p>");
        }

        var contrasts = new Contrasts(result.Statistics, result.Images.Count);
        return Html.Of($"""
            <ul class="clusters">{Enumerable.Range(0, k).Select(i => Html.Of($"<li>{ClusterTable.Name(result, i)} {Cluster(result, contrasts, i)}</li>"))}</ul>
            {(k == 1 ? Html.Empty : Html.Of($"""<p class="note">sd: standard deviations of all voxels that took part, from their mean.</p>"""))}
            """);
    }

    private static string Cluster(SegmentationResult result, Contrasts contrasts, int k)
    {
        var voxels = result.Statistics.Counts[k];
        var size = $"holds {TextFormat.Percent((double)voxels / result.Mask.Count)} of the voxels ({TextFormat.Millilitres(voxels * result.Images[0].Grid.VoxelVolume)})";
        string[] stands =
        [
            .. Stands("bright", contrasts.Bright(k)),
            .. Stands("dark", contrasts.Dark(k)),
        ];
        return (voxels, stands) switch
        {
            (0, _) => "is empty.",
            _ when contrasts.Clusters == 1 => $"{size}.",
            (_, []) => $"{size}; {(result.Images.Count == 1 ? "" : "in every image ")}it lies within half an sd of the mean.",
            _ => $"{size}; it is {string.Join(" and ", stands)}.",
        };

        IEnumerable<string> Stands(string how, IReadOnlyList<int> images) => images.Count == 0 ? []
            : [$"{how} in {TextFormat.List([.. images.Select(j => $"{result.Images[j].Name} ({TextFormat.WithSign(contrasts[k, j])} sd)")])}"];
    }

    private static IEnumerable<string> SmallClusters(SegmentationResult result)
    {
        var counts = result.Statistics.Counts;
        var small = Enumerable.Range(0, counts.Length).Where(k => counts[k] < NearlyEmpty * result.Mask.Count).ToList();
        return small.Count == 0 ? [] :
        [
            $"{TextFormat.List([.. small.Take(MostSentences).Select(k => $"{result.Request.LabelName(k + 1)} ({Plural.Of(counts[k], "voxel")})")])}"
                + $"{(small.Count > MostSentences ? $" and {small.Count - MostSentences} more" : "")} {(small.Count == 1 ? "is" : "are")} nearly empty; fewer clusters may describe these images as well.",
        ];
    }
}
