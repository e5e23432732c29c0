using GpuSeg.Engine.Metrics;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>Agreement of clusterings that differ in one respect only: scaling, method or images.</summary>
internal static class AgreementTables
{
    /// <summary>Compares unscaled with scaled images.</summary>
    public static IEnumerable<Html> OfScaling(ExplorationResult result)
    {
        (FitSeries, FitSeries)[] pairs = [.. Pairs(result, (a, b) => a.Method == b.Method && a.Variant == b.Variant
            && a.Scaling == FeatureScaling.None && b.Scaling == FeatureScaling.Standard)];
        if (pairs.Length > 0)
        {
            yield return Html.Of($"<p>{string.Join(' ', EffectOfScaling(result))}</p>");
            yield return Table(
                "Share of labels that agree with the fit of the scaled images, and adjusted Rand index",
                "Clusterings", pairs, (unscaled, _) => FitNames.Short(unscaled));
        }
    }

    /// <summary>Compares methods with each other, every two once.</summary>
    public static IEnumerable<Html> OfMethods(ExplorationResult result)
    {
        (FitSeries A, FitSeries B)[] pairs = [.. Pairs(result, (a, b) => Place(a) < Place(b) && a.Scaling == b.Scaling)];
        if (pairs.Length > 0)
        {
            var methods = pairs.SelectMany(pair => new[] { pair.A.Method, pair.B.Method }).Distinct();
            yield return Html.Of($"<p>{string.Join(' ', methods.Select(method => method.Assumption))}</p>");
            yield return Table(
                "Share of labels that agree between methods, and adjusted Rand index",
                "Clusterings", pairs,
                (a, b) => $"{FitNames.Short(a)} and {FitNames.Method(b.Fits[0])}, {FitNames.Scaling(a.Scaling)}");
        }

        int Place(FitSeries series) => result.Request.Families.Index().First(family => family.Item.Method == series.Method).Index;
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
                    "Images", pairs, (part, _) => part.Images);
            }
        }

        static bool IsLike(FitSeries a, FitSeries b) =>
            a.Method == b.Method && a.Variant == b.Variant && a.Scaling == b.Scaling;
    }

    private static IEnumerable<string> EffectOfScaling(ExplorationResult result)
    {
        if (result.Leading.All(series => series.Fits[0].Columns.Count == 1))
        {
            yield return "Scaling a single image changes its units, not its clusters; "
                + "differences come from rounding, or from reg_covar if intensities are tiny.";
            yield break;
        }

        foreach (var group in result.Leading.GroupBy(series => series.Method))
        {
            foreach (var sentence in group.Key.EffectOfScaling([.. group.Select(series => series.Fits[0].Estimator)], result.Features))
            {
                yield return sentence;
            }
        }
    }

    private static IEnumerable<(FitSeries A, FitSeries B)> Pairs(ExplorationResult result, Func<FitSeries, FitSeries, bool> belong) =>
        from a in result.Leading
        from b in result.Leading
        where a.Images == b.Images && belong(a, b)
        select (a, b);

    private static Html Table(string caption, string head, (FitSeries A, FitSeries B)[] pairs, Func<FitSeries, FitSeries, string> name)
    {
        int[] clusters = [.. pairs.SelectMany(pair => pair.A.Clusters).Distinct().Order()];
        return new DataTable(caption, [new(head), .. clusters.Select(k => new Column($"K = {k}", true))], [.. pairs.Select(Row)]).ToHtml();

        Html[] Row((FitSeries A, FitSeries B) pair) =>
            [Html.Of($"{name(pair.A, pair.B)}"), .. clusters.Select(k => Cell(pair.A.At(k), pair.B.At(k)))];
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
