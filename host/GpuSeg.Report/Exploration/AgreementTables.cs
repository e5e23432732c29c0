using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Exploration;

/// <summary>Agreement of clusterings that differ in one respect only: scaling, method or images.</summary>
internal static class AgreementTables
{
    private static readonly string s_spherical = CovarianceTypes.Spherical.Name;

    /// <summary>Compares unscaled with scaled images.</summary>
    public static IEnumerable<Html> OfScaling(ExplorationResult result)
    {
        (FitSeries, FitSeries)[] pairs = [.. Pairs(result, (a, b) => a.IsMixture == b.IsMixture && a.Covariance == b.Covariance
            && a.Scaling == FeatureScaling.None && b.Scaling == FeatureScaling.Standard)];
        if (pairs.Length > 0)
        {
            yield return Html.Of($"<p>{string.Join(' ', EffectOfScaling(result))}</p>");
            yield return Table(
                "Share of labels that agree with the fit of the scaled images, and adjusted Rand index",
                "Clusterings", pairs, FitNames.Short);
        }
    }

    /// <summary>Compares mixtures with KMeans.</summary>
    public static IEnumerable<Html> OfMethods(ExplorationResult result)
    {
        (FitSeries, FitSeries)[] pairs = [.. Pairs(result, (a, b) => a.IsMixture && !b.IsMixture && a.Scaling == b.Scaling)];
        if (pairs.Length > 0)
        {
            var paragraph =
                "KMeans assigns every voxel to the nearest centre, as if all clusters were equally wide in all directions. "
                + "In a mixture, each cluster has its own weight and, depending on the covariance type, its own width and direction: "
                + "a narrow cluster (such as healthy tissue) can lie within a wide cluster.";
            yield return Html.Of($"<p>{paragraph}</p>");
            yield return Table(
                "Share of labels that agree between mixture and KMeans, and adjusted Rand index",
                "Clusterings", pairs, series => $"{FitNames.Short(series)}, {FitNames.Scaling(series.Scaling)}");
        }
    }

    /// <summary>Compares fits of fewer images with fits of all images.</summary>
    public static IEnumerable<Html> OfImages(ExplorationResult result)
    {
        var parts = FitSeries.Of(result.Fits.Where(fit => !fit.UsesAll));
        foreach (var whole in result.Leading.Where(series => series.UsesAll))
        {
            (FitSeries, FitSeries)[] pairs = [.. parts.Where(part => IsLike(part, whole)).Select(part => (part, whole))];
            if (pairs.Length > 0)
            {
                yield return Table(
                    $"{FitNames.Of(whole)}: share of labels that agree with fits of fewer images, and adjusted Rand index",
                    "Images", pairs, part => part.Images);
            }
        }

        static bool IsLike(FitSeries a, FitSeries b) =>
            a.IsMixture == b.IsMixture && a.Covariance == b.Covariance && a.Scaling == b.Scaling;
    }

    private static IEnumerable<string> EffectOfScaling(ExplorationResult result)
    {
        if (result.Leading.All(series => series.Fits[0].Columns.Count == 1))
        {
            yield return "Scaling a single image changes its units, not its clusters; "
                + "differences come from rounding, or from reg_covar if intensities are tiny.";
            yield break;
        }

        var (variances, names) = (result.Features.Variance, result.Features.Names);
        var order = Enumerable.Range(0, names.Count).OrderByDescending(j => variances[j]).ToList();
        if (result.Leading.Any(series => !series.IsMixture))
        {
            var shares = order.Select(j => $"{names[j]} {TextFormat.Percent(variances[j] / variances.Sum())}");
            yield return "KMeans measures distances across images. "
                + $"Unscaled, an image counts by its variance ({TextFormat.List([.. shares])}), so {names[order[0]]} dominates; "
                + "scaled, all images count equally.";
        }

        var hasSpherical = result.Leading.Any(series => series.Covariance == s_spherical);
        if (result.Leading.Any(series => series.IsMixture && series.Covariance != s_spherical))
        {
            yield return $"Mixtures{(hasSpherical ? " with non-spherical covariances" : "")} adapt to each image's units by themselves; "
                + "scaling changes little except their starting points.";
        }

        if (hasSpherical)
        {
            yield return "Spherical covariances have the same width in every image, so units matter as they do in KMeans.";
        }
    }

    private static IEnumerable<(FitSeries A, FitSeries B)> Pairs(ExplorationResult result, Func<FitSeries, FitSeries, bool> belong) =>
        from a in result.Leading
        from b in result.Leading
        where a.Images == b.Images && belong(a, b)
        select (a, b);

    private static Html Table(string caption, string head, (FitSeries A, FitSeries B)[] pairs, Func<FitSeries, string> name)
    {
        int[] clusters = [.. pairs.SelectMany(pair => pair.A.Clusters).Distinct().Order()];
        return new DataTable(caption, [new(head), .. clusters.Select(k => new Column($"K = {k}", true))], [.. pairs.Select(Row)]).ToHtml();

        Html[] Row((FitSeries A, FitSeries B) pair) =>
            [Html.Of($"{name(pair.A)}"), .. clusters.Select(k => Cell(pair.A.At(k), pair.B.At(k)))];
    }

    private static Html Cell(ExploredFit? a, ExploredFit? b)
    {
        if (a is null || b is null)
        {
            return Html.Of($"–");
        }

        var agreement = LabelAgreement.Of(a, b);
        return Html.Of($"{TextFormat.Percent(agreement.Share)} ({agreement.AdjustedRand:F2})");
    }
}

/// <summary>Agreement of the labels of two fits.</summary>
/// <param name="Share">Share of the voxels with the same label, once labels are matched.</param>
/// <param name="AdjustedRand">Adjusted Rand index.</param>
internal readonly record struct LabelAgreement(double Share, double AdjustedRand)
{
    /// <summary>Computes the agreement of two fits that have not failed.</summary>
    public static LabelAgreement Of(ExploredFit a, ExploredFit b)
    {
        var table = new ContingencyTable(a.Clustering!.Labels.Span, b.Clustering!.Labels.Span, a.Clusters, b.Clusters);
        return new(table.Agreement(table.Match()), PairCounting.AdjustedRand(table));
    }
}
