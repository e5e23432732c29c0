using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>The answers of an exploration, and a paragraph about its voxels, fits and figures.</summary>
internal static class ExplorationSummary
{
    private const string Meaning = "Labels are clusters of intensities; you decide which cluster is tissue, fluid or lesion.";

    public static IReadOnlyList<Html> Of(ExplorationResult result) =>
    [
        Html.Of($"""<div class="answers">{Answers.Of(result).Select(answer => answer.ToHtml())}</div>"""),
        Html.Of($"<p>{Voxels(result)} {Fits(result)}</p>"),
        Html.Of($"<p>{Shown(result)}</p>"),
        ReportPage.Warnings([.. Failed(result), .. result.Warnings]),
    ];

    private static string Voxels(ExplorationResult result)
    {
        var mask = result.Input.Mask;
        return $"{mask.Count:N0} of {Plural.Of(mask.VoxelCount, "voxel")} {(mask.Count == 1 ? "is" : "are")} in the mask "
            + $"({FitNames.Millilitres(mask.Count, result)}).";
    }

    private static string Fits(ExplorationResult result)
    {
        var (fits, starts) = (result.Fits, result.Fits[0].Estimator.Starts);
        var sets = fits.Select(fit => fit.Images).Distinct().Count();
        string[] varied =
        [
            TextFormat.List([.. fits.Select(FitNames.Method).Distinct()]),
            TextFormat.List([.. fits.Select(fit => FitNames.Scaling(fit.Scaling)).Distinct()]),
            $"K = {Clusters(result.Request.Clusters)}",
            starts == 1 ? "one start each" : $"the best of {starts} starts each",
        ];
        return $"They were clustered {(fits.Count == 1 ? "once" : Plural.Of(fits.Count, "time"))}: "
            + $"{(sets == 1 ? "" : $"{sets} sets of images; ")}{string.Join("; ", varied)}. "
            + "The name of a fit states its images, method, K and scaling; its files have the same name.";
    }

    // Such as 2, 4 and 8, or 2 to 6.
    private static string Clusters(IReadOnlyList<int> clusters) => clusters.Count > 2 && clusters[^1] - clusters[0] == clusters.Count - 1
        ? $"{clusters[0]} to {clusters[^1]}"
        : TextFormat.List([.. clusters.Select(k => $"{k}")]);

    private static string Shown(ExplorationResult result) => (result.Shown, result.Request.Shown) switch
    {
        ({ } fit, null) when result.Fits.Count > 1 =>
            $"Figures show the labels of {FitNames.The(fit)}"
            + $"{(fit.Clusters == result.Leading[0].Knee ? ", at the knee of its curve" : "")}: a starting point, not a verdict. {Meaning}",
        ({ } fit, _) => $"Figures show the labels of {FitNames.The(fit)}. {Meaning}",
        (null, { } name) => $"Figures show no labels: the requested fit {name} failed.",
        _ => "Figures show no labels: every fit failed.",
    };

    private static IEnumerable<string> Failed(ExplorationResult result)
    {
        var failed = result.Fits.Count(fit => fit.Failure is not null);
        return failed == 0
            ? []
            : [$"{failed} of {Plural.Of(result.Fits.Count, "fit")} failed; the notes below the table of all fits give the reasons."];
    }
}
