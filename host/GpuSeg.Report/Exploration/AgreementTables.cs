using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Exploration;

/// <summary>How far clusterings agree that differ in one respect alone: scaling, method or images.</summary>
internal static class AgreementTables
{
    private static readonly string s_spherical = nameof(CovarianceType.Spherical).ToLowerInvariant();

    /// <summary>Does scaling the images change the labels?</summary>
    public static IEnumerable<Html> OfScaling(ExplorationResult result)
    {
        (FitSeries, FitSeries)[] pairs = [.. Pairs(
            result, (a, b) => a.IsMixture == b.IsMixture && a.Covariance == b.Covariance && a.Scaling == FeatureScaling.None && b.Scaling == FeatureScaling.Standard)];
        if (pairs.Length > 0)
        {
            yield return Html.Of($"<p>{string.Join(' ', WhatScalingDoes(result))}</p>");
            yield return Table("Labels in common with those of the scaled images, and adjusted Rand index", "Clusterings", pairs, FitNames.Short);
        }
    }

    /// <summary>Do KMeans and mixtures find the same?</summary>
    public static IEnumerable<Html> OfMethods(ExplorationResult result)
    {
        (FitSeries, FitSeries)[] pairs = [.. Pairs(result, (a, b) => a.IsMixture && !b.IsMixture && a.Scaling == b.Scaling)];
        if (pairs.Length > 0)
        {
            yield return Html.Of($"""
                <p>KMeans gives every voxel to the nearest centre, as if all clusters were equally wide in all directions. In a mixture each cluster has a weight of its own and, as far as its covariances are free, a width and a direction, so that a narrow one (such as healthy tissue) can lie within a wide one.</p>
                """);
            yield return Table("Labels that mixture and KMeans have in common, and adjusted Rand index", "Clusterings", pairs, series => $"{FitNames.Short(series)}, {FitNames.Scaling(series.Scaling)}");
        }
    }

    /// <summary>What do fewer images find of what all of them find?</summary>
    public static IEnumerable<Html> OfImages(ExplorationResult result)
    {
        var parts = FitSeries.Of(result.Fits.Where(fit => !fit.UsesAll));
        foreach (var whole in result.Leading.Where(series => series.UsesAll))
        {
            (FitSeries, FitSeries)[] pairs =
                [.. parts.Where(part => part.IsMixture == whole.IsMixture && part.Covariance == whole.Covariance && part.Scaling == whole.Scaling).Select(part => (part, whole))];
            if (pairs.Length > 0)
            {
                yield return Table($"{FitNames.Of(whole)}: labels in common with those of fewer images, and adjusted Rand index", "Images", pairs, part => part.Images);
            }
        }
    }

    private static IEnumerable<string> WhatScalingDoes(ExplorationResult result)
    {
        if (result.Leading.All(series => series.Fits[0].Columns.Count == 1))
        {
            yield return "Scaling a single image changes its units and not its clusters: what differs comes from rounding, or from reg_covar where intensities are tiny.";
            yield break;
        }

        var (variances, names) = (result.Features.Variance, result.Features.Names);
        var order = Enumerable.Range(0, names.Count).OrderByDescending(j => variances[j]).ToList();
        if (result.Leading.Any(series => !series.IsMixture))
        {
            yield return $"KMeans measures distances across images: unscaled, an image counts by its variance ({TextFormat.List([.. order.Select(j => $"{names[j]} {TextFormat.Percent(variances[j] / variances.Sum())}")])}), "
                + $"so that {names[order[0]]} decides most; scaled, all count the same.";
        }

        if (result.Leading.Any(series => series.IsMixture && series.Covariance != s_spherical))
        {
            yield return $"Mixtures{(result.Leading.Any(series => series.Covariance == s_spherical) ? " whose covariances are not spherical" : "")} adapt to each image's units by themselves; "
                + "there scaling changes little but where their starts begin.";
        }

        if (result.Leading.Any(series => series.Covariance == s_spherical))
        {
            yield return "Spherical covariances are as wide in every image, so that units matter to them as they do to KMeans.";
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
        return new DataTable(
            caption,
            [new(head), .. clusters.Select(k => new Column($"K = {k}", true))],
            [.. pairs.Select(pair => (Html[])[Html.Of($"{name(pair.A)}"), .. clusters.Select(k => Cell(pair.A.At(k), pair.B.At(k)))])]).ToHtml();
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

/// <summary>How far the labels of two fits agree.</summary>
/// <param name="Share">Share of the voxels that carry the same label once labels are matched.</param>
/// <param name="AdjustedRand">Adjusted Rand index.</param>
internal readonly record struct LabelAgreement(double Share, double AdjustedRand)
{
    /// <summary>The agreement of two fits that have not failed.</summary>
    public static LabelAgreement Of(ExploredFit a, ExploredFit b)
    {
        var table = new ContingencyTable(a.Clustering!.Labels.Span, b.Clustering!.Labels.Span, a.Clusters, b.Clusters);
        return new(table.Agreement(table.Match()), PairCounting.AdjustedRand(table));
    }
}
