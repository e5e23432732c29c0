using GpuSeg.Engine.Metrics;
using GpuSeg.Imaging.Exploration;
using GpuSeg.Report.Page;

namespace GpuSeg.Report.Exploration;

/// <summary>What an exploration found, in sentences and tables: a section for each question that its fits can answer.</summary>
internal sealed class Findings
{
    // Below this share of labels that stay on the way to the optimum the default stop was a plateau.
    private const double Plateau = 0.9;

    // A cluster without a counterpart that overlaps it by at least this much is no cluster of its own there.
    private const double OwnCluster = 0.5;

    private readonly ExplorationResult _result;
    private readonly IReadOnlyList<FitSeries> _series;

    public Findings(ExplorationResult result)
    {
        _result = result;
        // What is said of all images holds for the whole; the table has the rest.
        _series = FitSeries.Of(result.Fits.Where(fit => fit.UsesAll)) is { Count: > 0 } all ? all : FitSeries.Of(result.Fits);
    }

    /// <summary>The sections.</summary>
    public IEnumerable<Section> Sections() =>
    [
        .. Section("clusters", "How many clusters?", HowMany()),
        .. Section("trust", "How far can the clusters be trusted?", Trust()),
        .. Section("stop", "Does it matter where the fit stops?", Stop()),
        .. Section("scaling", "Does scaling change the result?", Scaling()),
        .. Section("methods", "KMeans or mixture?", Methods()),
        .. Section("images", "Which images matter?", Images()),
    ];

    private static IEnumerable<Section> Section(string id, string title, IEnumerable<Html> content)
    {
        Html[] parts = [.. content];
        return parts.Length == 0 ? [] : [new($"find-{id}", title, parts)];
    }

    private static Html List(IEnumerable<string> sentences) => Html.Of($"<ul class=\"findings\">{sentences.Select(sentence => Html.Of($"<li>{sentence}</li>"))}</ul>");

    private IEnumerable<Html> HowMany()
    {
        FitSeries[] curves = [.. _series.Where(series => series.Fits.Count > 2)];
        if (curves.Length > 0)
        {
            yield return List(curves.Select(Curve));
        }
    }

    private string Curve(FitSeries series)
    {
        var (score, scores) = (series.IsMixture ? "BIC" : "Inertia", series.Scores);
        var knee = series.Knee is { } k ? $"the curve bends most at K = {k}" : "the curve has no knee";
        var falls = scores.Zip(scores.Skip(1)).All(pair => pair.Second < pair.First);
        return (series.IsMixture, falls) switch
        {
            (false, _) => $"{FitWords.Of(series)}: inertia falls with every cluster added, by its definition; {knee}.",
            (true, true) => $"{FitWords.Of(series)}: {score} falls all the way to K = {series.Clusters[^1]}. With {_result.Input.Mask.Count:N0} voxels, neighbours much alike, it goes on "
                + $"falling long after clusters stop to mean anything, so its lowest value does not choose K; {knee}.",
            _ => $"{FitWords.Of(series)}: {score} is lowest at K = {series.Clusters[IndexOfLeast(scores)]} of the {scores.Count} tried; {knee}.",
        };
    }

    private static int IndexOfLeast(IReadOnlyList<double> scores) => Enumerable.Range(0, scores.Count).MinBy(i => scores[i]);

    private IEnumerable<Html> Trust()
    {
        ExploredFit[] fits = [.. _series.SelectMany(series => series.Fits).Where(fit => fit.Estimator.Starts > 1)];
        ExploredFit[] divided = [.. fits.Where(fit => fit.Clustering!.Stability.OptimumStarts.Count > 1)];
        if (fits.Length == 0)
        {
            yield break;
        }

        var starts = fits[0].Estimator.Starts;
        yield return Html.Of($"<p>Every fit ran from {starts} starts. {(divided.Length == 0
            ? $"In {(fits.Length == 1 ? "it" : $"each of the {fits.Length} fits of these images")} all of them ended in the same optimum."
            : $"In {fits.Length - divided.Length} of {fits.Length} fits all of them ended in the same optimum; in the others the result depends on where the fit began:")}</p>");
        if (divided.Length > 0)
        {
            yield return List(divided.Select(Divided));
        }
    }

    private string Divided(ExploredFit fit)
    {
        var stability = fit.Clustering!.Stability;
        var starts = fit.Estimator.Starts;
        var lost = Enumerable.Range(0, fit.Clusters).Where(k => stability.ClusterStarts[k] < starts)
            .Select(k => $"cluster {k + 1} ({Millilitres(fit, k)}) is found by {stability.ClusterStarts[k]} of {starts} starts").ToList();
        return $"{FitWords.Of(fit)}: {stability.OptimumStarts.Count} different optima, the best reached by {Words.Count(stability.OptimumStarts[0], "start")}; "
            + $"{(lost.Count == 0 ? "every cluster is found by every start, with other borders" : Words.List(lost))}.{Elsewhere(stability)}";
    }

    // Clusters that a user may be looking for, in an optimum that only happens not to be the best.
    private string Elsewhere(Stability stability)
    {
        var others = Enumerable.Range(1, stability.OptimumStarts.Count - 1).Where(optimum => stability.OptimumOwnClusters[optimum].Count > 0)
            .Select(optimum => $"{Words.List([.. stability.OptimumOwnClusters[optimum].Select(Millilitres)])} ({Words.Count(stability.OptimumStarts[optimum], "start")})").ToList();
        return others.Count == 0 ? "" : $" The best lacks clusters that other starts found: {string.Join("; ", others)}.";
    }

    private string Millilitres(ExploredFit fit, int k) => Millilitres(fit.Clustering!.Statistics.Counts[k]);

    private string Millilitres(long voxels) => Words.Millilitres(voxels * _result.Input.Images[0].Grid.VoxelVolume);

    private IEnumerable<Html> Stop()
    {
        ExploredFit[] fits = [.. _series.SelectMany(series => series.Fits).Where(fit => fit.Clustering!.Optimum is not null)];
        if (fits.Length > 0)
        {
            yield return Html.Of($"<p>Mixtures stop where scikit-learn stops, when the lower bound moves by less than tol. Each was then run on to its optimum, to see what would become of its labels.</p>");
            yield return List(fits.Select(WayOn));
        }
    }

    private string WayOn(ExploredFit fit)
    {
        var (clustering, way) = (fit.Clustering!, fit.Clustering!.Optimum!);
        var lost = Enumerable.Range(0, fit.Clusters).Where(k => way.BestDice[k] < OwnCluster)
            .Select(k => $"cluster {k + 1} ({Millilitres(fit, k)}) is no cluster of its own there any more (best Dice {way.BestDice[k]:F2})").ToList();
        var end = way.Reached ? $"at the optimum, {Words.Count(way.Passes, "pass")} on".Replace("passs", "passes", StringComparison.Ordinal) : $"{way.Passes} passes on, with the optimum not reached yet";
        var rise = $"lower bound {clustering.LowerBound:F4}, then {way.LowerBound:F4}";
        return way.LabelsKept < Plateau
            ? $"{FitWords.Of(fit)}: the stop is a plateau. {char.ToUpperInvariant(end[0])}{end[1..]}, {Words.Percent(1 - way.LabelsKept)} of the labels have changed ({rise}){(lost.Count == 0 ? "" : $"; {Words.List(lost)}")}."
            : $"{FitWords.Of(fit)}: {end}, {Words.Percent(way.LabelsKept)} of the labels are the same ({rise}){(lost.Count == 0 ? "" : $"; but {Words.List(lost)}")}.";
    }

    private IEnumerable<Html> Scaling()
    {
        (FitSeries Series, FitSeries Scaled)[] pairs = [.. Pairs((a, b) => a.IsMixture == b.IsMixture && a.Covariance == b.Covariance && a.Scaling != b.Scaling)];
        if (pairs.Length == 0)
        {
            yield break;
        }

        if (_result.Features.Dimensions > 1)
        {
            yield return Html.Of($"<p>{VarianceShares()}</p>");
        }

        yield return Table("Labels that stay the same when the images are scaled first, and adjusted Rand index", pairs, pair => FitWords.Method(pair.Fits[0]));
    }

    private string VarianceShares()
    {
        var variances = _result.Features.Variance;
        var order = Enumerable.Range(0, variances.Count).OrderByDescending(j => variances[j]).ToList();
        var shares = order.Select(j => $"{_result.Features.Names[j]} {Words.Percent(variances[j] / variances.Sum())}").ToList();
        return $"KMeans measures distances across images: unscaled, an image counts by its variance ({Words.List(shares)}), so {_result.Features.Names[order[0]]} decides most; scaled, all count the same. "
            + "A mixture with full covariances adapts to each image's units by itself; there scaling only changes where its starts begin.";
    }

    private IEnumerable<Html> Methods()
    {
        (FitSeries Series, FitSeries Other)[] pairs = [.. Pairs((a, b) => a.IsMixture && !b.IsMixture && a.Scaling == b.Scaling)];
        if (pairs.Length > 0)
        {
            yield return Html.Of($"<p>KMeans cuts intensities into cells around its centres, all as wide in every direction; a mixture gives each cluster a size, a width and a direction of its own, so that a narrow cluster (such as healthy tissue) can lie within a wide one.</p>");
            yield return Table("Labels that mixture and KMeans have in common, and adjusted Rand index", pairs, pair => $"{FitWords.Method(pair.Fits[0])}, {FitWords.Scaling(pair.Scaling)}");
        }
    }

    private IEnumerable<(FitSeries A, FitSeries B)> Pairs(Func<FitSeries, FitSeries, bool> belong)
    {
        for (var i = 0; i < _series.Count; i++)
        {
            for (var j = 0; j < _series.Count; j++)
            {
                var (a, b) = (_series[i], _series[j]);
                if (belong(a, b) && a.Images == b.Images && (i < j || !belong(b, a)))
                {
                    yield return (a, b);
                }
            }
        }
    }

    private static Html Table(string caption, IReadOnlyList<(FitSeries A, FitSeries B)> pairs, Func<FitSeries, string> name)
    {
        int[] clusters = [.. pairs.SelectMany(pair => pair.A.Clusters).Distinct().Order()];
        return new DataTable(
            caption,
            [new(""), .. clusters.Select(k => new Column($"K = {k}", true))],
            [.. pairs.Select(pair => (Html[])[Html.Of($"{name(pair.A)}"), .. clusters.Select(k => Cell(pair.A.At(k), pair.B.At(k)))])]).ToHtml();
    }

    private static Html Cell(ExploredFit? a, ExploredFit? b)
    {
        if (a is null || b is null)
        {
            return Html.Of($"–");
        }

        var agreement = LabelAgreement.Of(a, b);
        return Html.Of($"{Words.Percent(agreement.Share)} ({agreement.AdjustedRand:F2})");
    }

    // Every set of images beside all of them.
    private IEnumerable<Html> Images()
    {
        FitSeries[] parts = [.. FitSeries.Of(_result.Fits.Where(fit => !fit.UsesAll))];
        (FitSeries Part, FitSeries Whole)[] pairs =
        [
            .. from part in parts
               from whole in _series
               where whole.Fits[0].UsesAll && part.IsMixture == whole.IsMixture && part.Covariance == whole.Covariance && part.Scaling == whole.Scaling
               select (part, whole),
        ];
        foreach (var group in pairs.GroupBy(pair => pair.Whole))
        {
            yield return Table($"{FitWords.Of(group.Key)}: labels in common with those of fewer images, and adjusted Rand index", [.. group], part => part.Images);
        }
    }
}
