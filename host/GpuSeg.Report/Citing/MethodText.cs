using System.Globalization;
using GpuSeg.Engine.Fitting;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Citing;

/// <summary>Sentences for the Methods section of a paper, with the parameters of the fits and their references.</summary>
internal static class MethodText
{
    /// <summary>Text above the paragraph.</summary>
    public const string Introduction = "For the Methods section of a paper; check that it describes your analysis.";

    /// <summary>Returns the paragraph and its references.</summary>
    public static IReadOnlyList<Html> Paragraph(Func<References, IEnumerable<string>> sentences)
    {
        var references = new References();
        var text = string.Join(' ', sentences(references));
        return
        [
            Html.Of($"<p>{Introduction}</p>"),
            Html.Of($"""<blockquote class="methods" data-copy>{text}</blockquote>"""),
            Html.Of($"""<ol class="references">{references.Cited.Select(text => Html.Of($"<li>{text}</li>"))}</ol>"""),
        ];
    }

    /// <summary>Returns the beginning of a sentence about the clustered voxels, such as: The 20 voxels positive in every image.</summary>
    public static string Voxels(VoxelMask mask, ImageFile? maskFile, MaskRule rule, int images)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var voxels = Plural.Of(mask.Count, "voxel");
        var place = maskFile is not null ? $"inside the mask {maskFile.Name}{Threshold(mask)}"
            : mask.Automatic is { } automatic ? Inside(automatic)
            : Taken(rule, images);
        place += mask.Filled == 0 ? "" : $" or enclosed by such voxels ({mask.Filled:N0})";
        return $"The {voxels} {place}{Excluded(mask)} {(mask.Count == 1 ? "was" : "were")} clustered by intensity in";
    }

    private static string Threshold(VoxelMask mask) =>
        mask.FileValues?.Threshold is { } threshold ? $" (values above {TextFormat.Number(threshold)})" : "";

    private static string Excluded(VoxelMask mask) => mask.Excluded switch
    {
        null => "",
        { IsLabelled: true } excluded => $", {excluded.Count:N0} of which were excluded from the fit and labelled by its model,",
        var excluded => $", without {excluded.Count:N0} excluded voxels,",
    };

    /// <summary>Describes the voxels that a rule selects, such as: positive in every image.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="images">Number of images.</param>
    public static string Taken(MaskRule rule, int images)
    {
        var (all, some) = images == 1 ? ("the image", "the image") : ("every image", "at least one image");
        return rule.Kind switch
        {
            MaskRuleKind.Any => $"nonzero in {some}",
            MaskRuleKind.Above => string.Create(CultureInfo.InvariantCulture, $"above {rule.Value} in {all}"),
            MaskRuleKind.Auto => "inside an automatic mask (Otsu's threshold, largest piece, holes filled)",
            _ => $"{rule} in {all}",
        };
    }

    /// <summary>Describes the holes that are filled in some sessions, after <see cref="Taken"/>; empty if no hole is filled.</summary>
    /// <param name="fill">The holes to fill.</param>
    /// <param name="rule">The rule that makes the mask.</param>
    public static string Enclosed(HoleFill fill, MaskRule rule) => fill.Under(rule, hasFile: false) switch
    {
        HoleFill.All => " or enclosed by such voxels",
        HoleFill.Interpolated => " or in holes that interpolation left among such voxels",
        _ => "",
    };

    private static string Inside(AutomaticMask mask) => string.Create(CultureInfo.InvariantCulture,
        $"inside an automatic mask ({mask.Image} above Otsu's threshold {mask.Threshold:G5}, opened by "
        + $"{AutomaticMask.OpeningMillimetres} mm, largest piece closed by {AutomaticMask.ClosingMillimetres} mm, holes filled)");

    /// <summary>Describes the limits of intensities, after a comma; empty without limits.</summary>
    public static string Limited(Winsorizing? winsorizing) => winsorizing switch
    {
        null => "",
        { Limits: null } => $", winsorized at percentiles {Percents(winsorizing)} within the mask",
        _ => $", winsorized at percentiles {Percents(winsorizing)} of the model's own images",
    };

    /// <summary>Names both percentiles, such as: 1 and 99.</summary>
    public static string Percents(Winsorizing winsorizing) => $"{winsorizing.Percent} and {100 - winsorizing.Percent}";

    /// <summary>Describes the limits and the scaling of intensities, each after a comma; empty without both.</summary>
    public static string Scaled(SegmentationRequest request) => Limited(request.Winsorizing) + Standardised(request);

    private static string Standardised(SegmentationRequest request) => (request.Scaling, request.Model) switch
    {
        (FeatureScaling.None, _) => "",
        (_, { Saved.PerSubject: false }) => ", scaled by the means and standard deviations of the model's own images",
        _ => ", scaled to zero mean and unit variance within the mask",
    };

    /// <summary>Describes the origin of the labels of one segmentation.</summary>
    public static IEnumerable<string> Labelling(SegmentationRequest request, References references) =>
    [
        .. Resampling(request.Regrid, references),
        .. ByModelOrFit(request, references),
        .. request.Clean is { } least
            ? [$"Pieces of labels below {least} mm³ took the label of most of their face neighbours."]
            : Array.Empty<string>(),
        .. request.Tissues is not null
            ? ["Clusters were named CSF, GM and WM by rules on their means and volumes."]
            : Array.Empty<string>(),
    ];

    /// <summary>Describes the resampling of the images; no sentence if they share a grid.</summary>
    public static IEnumerable<string> Resampling(TargetGrid? grid, References references) => grid is null ? [] :
    [
        $"Images on other grids were resampled by their headers onto {grid.Place} ({Interpolated(grid)}, after a Gaussian filter along "
            + $"axes on which this grid is coarser {references.Cite(References.Resampling)}); no image was registered.",
    ];

    private static string Interpolated(TargetGrid grid) => grid.Interpolation == Interpolation.Cubic
        ? "cubic B-splines limited to the range of the neighbouring voxels"
        : "linear interpolation";

    private static IEnumerable<string> ByModelOrFit(SegmentationRequest request, References references) => request.Model switch
    {
        null => Fitting(request.Estimator, request.Order, "", references),
        { Fit: { } fit } applied => Fitting(
            fit.Estimator, fit.Order,
            fit.Subject is null
                ? $" The model was fitted once, to voxels drawn from {Plural.Of(fit.Sessions, "session")}, "
                    + $"and labelled all sessions ({applied.FileName})."
                : " The sessions of each subject were labelled by one model, fitted to voxels drawn from all of them.",
            references),
        var applied => [Applied(applied)],
    };

    /// <summary>Describes the source of the defaults and the numbering of clusters.</summary>
    public static string Conventions(bool converge, string order, References references) =>
        $"Defaults{(converge ? "" : " and stopping rule")} followed scikit-learn 1.2 {references.Cite(References.ScikitLearn)}. "
        + $"Clusters were numbered {Order(order)}.";

    private static IEnumerable<string> Fitting(IEstimator estimator, LabelOrder order, string to, References references)
    {
        yield return MethodTable.Of(estimator).Fitting([estimator], [estimator.Clusters], references) + to;
        yield return Conventions(estimator.Converge, order.Rule, references);
    }

    private static string Applied(AppliedModel applied)
    {
        var model = applied.Saved.Model;
        var data = applied.Saved.PerSubject ? " to pooled voxels of many sessions, each scaled to zero mean and unit variance" : "";
        return $"Labels were assigned by a {MethodTable.Of(model).ModelPhrase(model)}, fitted beforehand{data} ({applied.FileName}); "
            + "labels keep the numbers of the model.";
    }

    private static string Order(string rule) => rule switch
    {
        "weight" => "by size, the largest first",
        "none" => "in the order of the fit",
        _ => $"by their mean in {rule["mean:".Length..]}, the darkest first",
    };
}
