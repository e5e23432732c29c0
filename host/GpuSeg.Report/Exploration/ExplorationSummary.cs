using GpuSeg.Imaging.Exploration;
using GpuSeg.Report.Page;

namespace GpuSeg.Report.Exploration;

/// <summary>What was explored, in a paragraph.</summary>
internal static class ExplorationSummary
{
    public static IReadOnlyList<Html> Of(ExplorationResult result) => [Html.Of($"<p>{Voxels(result)} {Fits(result)}</p>"), Html.Of($"<p>{Shown(result)}</p>"), Warnings(result)];

    private static string Voxels(ExplorationResult result)
    {
        var (mask, volume) = (result.Input.Mask, result.Input.Images[0].Grid.VoxelVolume);
        return $"{mask.Count:N0} of {Words.Count(mask.VoxelCount, "voxel")} took part ({Words.Millilitres(mask.Count * volume)}).";
    }

    private static string Fits(ExplorationResult result)
    {
        var (fits, failed) = (result.Fits, result.Fits.Count(fit => fit.Failure is not null));
        var sets = fits.Select(fit => fit.Images).Distinct().Count();
        var methods = fits.Select(FitWords.Method).Distinct().ToList();
        var scalings = fits.Select(fit => FitWords.Scaling(fit.Scaling)).Distinct().ToList();
        return $"They were clustered {Words.Count(fits.Count, "time")}: {Words.Count(sets, "set")} of images, {Words.List(methods)}, {Words.List(scalings)}, K = {Words.List([.. result.Request.Clusters.Select(k => $"{k}")])}, "
            + $"{(fits[0].Estimator.Starts == 1 ? "one start each" : $"the best of {fits[0].Estimator.Starts} starts each")}.{(failed == 0 ? "" : $" {Words.Count(failed, "fit")} failed; the table says why.")}";
    }

    private static string Shown(ExplorationResult result) => result.Shown is { } fit
        ? $"Figures of labels show the {FitWords.Of(fit)}{(result.Request.Shown is null && fit.Clusters == FitSeries.Of(result.Fits.Where(other => other.UsesAll))[0].Knee ? ", where its curve bends most" : "")}; "
            + "that is a place to begin, not a verdict. Labels are clusters of intensities: which of them is tissue, fluid or lesion is for you to see."
        : "No fit of all images succeeded, so no labels are shown in figures.";

    private static Html Warnings(ExplorationResult result) => result.Input.Mask.Warnings is { Count: > 0 } warnings
        ? Html.Of($"""<div class="warnings"><h3>{(warnings.Count == 1 ? "Warning" : "Warnings")}</h3><ul>{warnings.Select(warning => Html.Of($"<li>{Html.Prose(warning)}</li>"))}</ul></div>""")
        : Html.Empty;
}
