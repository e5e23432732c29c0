using GpuSeg.Engine.Fitting;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Views;
using GpuSeg.Report.Citing;
using GpuSeg.Report.Clusters;
using GpuSeg.Report.Lesions;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Fit;

/// <summary>Sentences that summarise a segmentation.</summary>
internal static class FitSummary
{
    // Beyond this many clusters, only the table describes them.
    private const int MostSentences = 12;
    private const double NearlyEmpty = 0.001;

    public static Html Of(SegmentationResult result) => Html.Of($"""
        <div class="columns">
        <div>
        <p>{Mask(result)} {Model(result)}</p>
        <p>{Html.Prose(Stop(result))}</p>
        {(result.Lesion is { } lesion ? LesionView.Paragraph(lesion) : Html.Empty)}
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
        var isAll = mask.Count == mask.VoxelCount;
        var all = Plural.Of(mask.VoxelCount, "voxel");
        var sentence = result.MaskFile is { } file
            ? $"The mask {file.Name} holds {(isAll ? $"all {all}" : $"{mask.Count:N0} of {all}")}"
            : $"{(isAll ? $"All {all}" : $"{mask.Count:N0} of {all}")} {(mask.Count == 1 ? "is" : "are")} {Rule(result)}";
        return $"{sentence} ({TextFormat.Percent((double)mask.Count / mask.VoxelCount)}, "
            + $"{TextFormat.Millilitres(mask.Count * images[0].Grid.VoxelVolume)}).{Excluded(result)}";
    }

    private static string Excluded(SegmentationResult result)
    {
        if (result.Mask.Excluded is not { } excluded)
        {
            return "";
        }

        var voxels = $"{Plural.Of(excluded.Count, "voxel")} of {result.ExcludedFile!.Name} "
            + $"({TextFormat.Millilitres(excluded.Count * result.Images[0].Grid.VoxelVolume)})";
        return excluded.IsLabelled
            ? $" {voxels} among them were left out of the fit and labelled by its model."
            : $" Apart from these, {voxels} were left out of the fit and have no label.";
    }

    private static string Rule(SegmentationResult result)
    {
        var (rule, count) = (result.Request.MaskRule, result.Images.Count);
        var adjective = rule.Kind switch
        {
            MaskRuleKind.Above => $"above {TextFormat.Number(rule.Value)}",
            MaskRuleKind.Any => "nonzero",
            _ => rule.ToString(),
        };
        var images = (count, rule.Kind) switch
        {
            (1, _) => "",
            (_, MaskRuleKind.Any) => $" in at least one of {count} images",
            (2, _) => " in both images",
            _ => $" in all {count} images",
        };
        var filled = result.Mask.Filled == 0 ? "" : $" or enclosed by such voxels ({result.Mask.Filled:N0})";
        return result.Mask.Automatic is { } automatic
            ? $"inside the automatic mask, made of {automatic.Image} above {TextFormat.Number(automatic.Threshold)}"
            : $"{adjective}{images}{filled}";
    }

    private static string Model(SegmentationResult result)
    {
        var scaled = result.Scaler is null ? ""
            : result.Request.Model is { Saved.PerSubject: false } ? ", each image scaled as the images of the model"
            : ", each image scaled to mean 0 and variance 1";
        var limited = MethodText.Limited(result.Request.Winsorizing);
        var images = $"by their intensities in {TextFormat.List([.. result.Images.Select(image => image.Name)])}{limited}{scaled}";
        var (model, subject) = (result.Model, result.Method.Subject(result.Model));
        var cleaned = result.CleanedVoxels is { } voxels
            ? $" Then {Plural.Of(voxels, "voxel")} of pieces below {result.Request.Clean} mm³ took the label around them."
            : "";
        return (model.Clusters == 1
            ? $"{subject} describes these voxels as one cluster {images}."
            : $"{subject} divides these voxels into {Plural.Of(model.Clusters, "cluster")} {images}.") + cleaned;
    }

    private static string Stop(SegmentationResult result)
    {
        var (model, estimator) = (result.Model, result.Request.Estimator);
        if (result.Request.Model is { } applied)
        {
            return $"Nothing was fitted: the labels come from the model {applied.FileName}, as in all images that it labels.";
        }

        return model.Converged
            ? $"{result.Method.Ending(model, estimator)} {Starts(result)}"
            : $"The fit did not converge within {Plural.Of(model.NIter, "iteration")}, the limit; "
                + $"more iterations could change the labels. {Starts(result)}";
    }

    private static string Starts(SegmentationResult result) => (result.Request.Estimator, result.Model.JoinedStarts) switch
    {
        ({ StartsOnSample: 1 }, _) => $"It started from the result of a fit to at most {IEstimator.SampleVoxels:N0} of the voxels.",
        ({ StartsOnSample: var starts and > 1 }, _) =>
            $"It started from the best of {starts} fits to at most {IEstimator.SampleVoxels:N0} of the voxels.",
        ({ Starts: 1 }, _) => "",
        ({ Starts: var starts }, 0) => $"It is the best of {starts} starts.",
        ({ Starts: var starts }, var joined) =>
            $"It is the best of {starts} starts; {joined} of them joined the path of another start.",
    };

    // Screen readers read the sentences below instead.
    private static Html Shares(SegmentationResult result)
    {
        var counts = result.Statistics.Counts;
        var bars = counts.Select((count, k) =>
            Html.Of($"""<i style="flex-grow:{count};background:{Viridis.HexOfLabel(k + 1, counts.Length)}"></i>"""));
        return Html.Of($"""<div class="shares" aria-hidden="true">{bars}</div>""");
    }

    private static Html Clusters(SegmentationResult result)
    {
        var k = result.Model.Clusters;
        if (k > MostSentences)
        {
            return Html.Of($"<p>The table below describes the {k} clusters.</p>");
        }

        var contrasts = new Contrasts(result.Statistics, result.Images.Count);
        var clusters = Enumerable.Range(0, k).Select(i =>
            Html.Of($"<li>{ClusterTable.Name(result, i)} {Cluster(result, contrasts, i)}</li>"));
        var note = Html.Of($"""<p class="note">sd: standard deviations of all voxels in the mask, from their mean.</p>""");
        return Html.Of($"""
            <ul class="clusters">{clusters}</ul>
            {(k == 1 ? Html.Empty : note)}
            """);
    }

    private static string Cluster(SegmentationResult result, Contrasts contrasts, int k)
    {
        var voxels = result.Statistics.Counts[k];
        var size = $"holds {TextFormat.Percent((double)voxels / result.Mask.Count)} of the voxels "
            + $"({TextFormat.Millilitres(voxels * result.Images[0].Grid.VoxelVolume)})";
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

        IEnumerable<string> Stands(string how, IReadOnlyList<int> images) =>
            images.Count == 0 ? [] : [$"{how} in {TextFormat.List([.. images.Select(Contrast)])}"];

        string Contrast(int j) => $"{result.Images[j].Name} ({TextFormat.WithSign(contrasts[k, j])} sd)";
    }

    private static IEnumerable<string> SmallClusters(SegmentationResult result)
    {
        var counts = result.Statistics.Counts;
        var small = Enumerable.Range(0, counts.Length).Where(k => counts[k] < NearlyEmpty * result.Mask.Count).ToList();
        if (small.Count == 0)
        {
            return [];
        }

        var names = small.Take(MostSentences).Select(k => $"{result.Request.LabelName(k + 1)} ({Plural.Of(counts[k], "voxel")})");
        var more = small.Count > MostSentences ? $" and {small.Count - MostSentences} more" : "";
        return
        [
            $"{TextFormat.List([.. names])}{more} {(small.Count == 1 ? "is" : "are")} nearly empty; "
                + "fewer clusters may describe these images as well.",
        ];
    }
}
