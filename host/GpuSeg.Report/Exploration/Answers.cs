using GpuSeg.Engine.Metrics;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Report.Clusters;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>A question about an exploration and its answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Finding">The answer in a few words.</param>
/// <param name="Reason">A sentence with the numbers behind it.</param>
/// <param name="Picture">A small picture of it.</param>
/// <param name="Section">Id of the section with all numbers.</param>
internal sealed record Answer(string Question, string Finding, string Reason, Figure Picture, string Section)
{
    public Html ToHtml() => Html.Of($"""
        <article class="answer">
        <h3>{Question}</h3>
        <p><strong>{Finding}.</strong> {Reason} <a href="#{Section}" aria-label="Details: {Question}">Details</a></p>
        <div class="drawing" style="max-width:{Picture.Width}px">{Html.Trusted(Picture.ToSvg())}</div>
        </article>
        """);
}

/// <summary>The answers of an exploration to the questions that its fits can answer, about the shown fit.</summary>
internal sealed class Answers
{
    // Fits that agree in more of the voxels count as the same.
    private const double Same = 0.9;

    // More overlaps would make the sentence too long.
    private const int MostOverlaps = 4;

    private readonly ExplorationResult _result;
    private readonly ExploredFit _shown;
    private readonly FitPictures _pictures;
    private readonly int _smallest;

    private Answers(ExplorationResult result, ExploredFit shown)
    {
        (_result, _shown, _pictures) = (result, shown, new(result));
        _smallest = new Contrasts(shown.Clustering!.Statistics, result.Features.Dimensions).Smallest();
    }

    /// <summary>Returns the answers; none for a single fit and if the shown fit failed.</summary>
    public static IReadOnlyList<Answer> Of(ExplorationResult result)
    {
        if (result.Fits.Count == 1 || result.Shown is not { Clustering: not null } shown)
        {
            return [];
        }

        var answers = new Answers(result, shown);
        return [.. answers.Clusters(), .. answers.Images(), .. answers.Scaling(), .. answers.Methods(), answers.Trust()];
    }

    private IEnumerable<Answer> Clusters()
    {
        FitSeries[] curves = [.. _result.Leading.Where(series => series.Fits.Count >= ClusterNumbers.FewestPoints)];
        if (curves.Length == 0)
        {
            yield break;
        }

        var curve = curves.FirstOrDefault(series => series.Fits.Contains(_shown)) ?? curves[0];
        var alike = curves.Count(other => other.Knee == curve.Knee);
        var others = curves.Length == 1 ? "" : $" {alike} of {curves.Length} curves bend there.";
        yield return new(
            "How many clusters?",
            curve.Knee is { } knee ? $"{knee}" : "No number stands out",
            $"{Bend(curve)}{others}",
            ExplorationFigures.Panel([curve], curve.Method.Criteria[0]) is { } panel
                ? ScoreCurves.Draw([[panel]])
                : _pictures.Borders(_shown),
            "find-clusters");
    }

    private static string Bend(FitSeries curve)
    {
        var title = curve.Method.Criteria[0].Title;
        var flat = curve.OnOneLevel;
        var left = flat.Count == 0 ? "" : $" {title} means nothing for K = {TextFormat.List([.. flat.Select(k => $"{k}")])}, "
            + "where a component sits on one grey level.";
        if (curve.Knee is not { } knee)
        {
            return (curve.Scores.Count > 0 ? $"The curve of {title} has no bend." : $"No fit has a {title} to compare.") + left;
        }

        var scores = curve.Scores;
        var at = scores.Select(point => point.Clusters).ToList().IndexOf(knee);
        var (gained, next) = (scores[at - 1].Score - scores[at].Score, scores[at].Score - scores[at + 1].Score);
        var gain = next <= 0 ? "does not lower it" : $"lowers it by {TextFormat.Percent(next / gained)} of what the last one did";
        return $"The curve of {title} bends: one more cluster {gain}.{left}";
    }

    private IEnumerable<Answer> Images()
    {
        Overlap[] parts =
        [
            .. _result.Fits.Where(fit => _shown.UsesAll && !fit.UsesAll && IsLike(fit) && fit.Scaling == _shown.Scaling && SameMethod(fit))
                .Select(Compare).OrderByDescending(part => part.Dice),
        ];
        if (parts.Length == 0)
        {
            yield break;
        }

        var (best, closest) = (parts[0], parts.MaxBy(part => part.Share)!);
        var overlaps = parts.Take(MostOverlaps).Select(part => $"{part.Dice:F2} in {part.Fit.Images}");
        yield return new(
            "Which images?",
            best.Dice >= Stability.FoundAgain
                ? $"{best.Fit.Images} {(best.Fit.Columns.Count == 1 ? "alone finds" : "find")} the smallest cluster"
                : "Only all images together find the smallest cluster",
            $"{Smallest()} has a Dice overlap of {TextFormat.List([.. overlaps])}. "
                + $"Over all labels, {closest.Fit.Images} agrees most with all images ({TextFormat.Percent(closest.Share)}).",
            Maps(parts.Length == 1 ? [best.Fit] : [best.Fit, parts[^1].Fit], FitNames.Images),
            "find-images");
    }

    private IEnumerable<Answer> Scaling()
    {
        var pairs = _result.Fits.Where(fit => IsLike(fit) && fit.Images == _shown.Images && fit.Columns.Count > 1)
            .GroupBy(fit => (fit.Method, fit.Variant))
            .Select(group => (Unscaled: group.FirstOrDefault(fit => fit.Scaling == FeatureScaling.None),
                Scaled: group.FirstOrDefault(fit => fit.Scaling == FeatureScaling.Standard)))
            .Where(pair => pair.Unscaled is not null && pair.Scaled is not null)
            .Select(pair => (Unscaled: pair.Unscaled!, Scaled: pair.Scaled!, LabelAgreement.Of(pair.Unscaled!, pair.Scaled!).Share))
            .OrderBy(pair => pair.Share).ToList();
        if (pairs.Count == 0)
        {
            yield break;
        }

        string[] changed = [.. pairs.Where(pair => pair.Share < Same).Select(pair => FitNames.Method(pair.Unscaled))];
        var kept = pairs.Select(pair => $"{FitNames.Method(pair.Unscaled)} keeps {TextFormat.Percent(pair.Share)} of its labels");
        var (variances, names) = (_result.Features.Variance, _result.Features.Names);
        var largest = Enumerable.Range(0, names.Count).MaxBy(j => variances[j]);
        yield return new(
            "Does scaling matter?",
            changed.Length == 0 ? "Hardly" : changed.Length == pairs.Count ? "Yes" : $"For {TextFormat.List(changed)}",
            $"When all images are scaled to the same variance, {TextFormat.List([.. kept])}. "
                + $"Unscaled, {names[largest]} has {TextFormat.Percent(variances[largest] / variances.Sum())} of the variance.",
            Maps([pairs[0].Unscaled, pairs[0].Scaled], Title, withShown: false),
            "find-scaling");
    }

    private IEnumerable<Answer> Methods()
    {
        ExploredFit[] peers = [.. _result.Fits.Where(fit => IsLike(fit) && fit.Images == _shown.Images && !SameMethod(fit))];
        if (peers.FirstOrDefault(fit => fit.Scaling == _shown.Scaling) is not { } peer)
        {
            yield break;
        }

        var (name, overlap) = (FitNames.Method(peer), Compare(peer));
        var rescaled = peers.FirstOrDefault(fit => FitNames.Method(fit) == name && fit.Scaling != _shown.Scaling);
        var other = rescaled is null ? "" : $"; {FitNames.Scaling(rescaled.Scaling)} {Compare(rescaled).Dice:F2}";
        yield return new(
            $"{FitNames.Method(_shown)} or {name}?",
            overlap.Share >= Same ? "They agree" : $"They differ in {TextFormat.Percent(1 - overlap.Share)} of the voxels",
            $"{name} finds {overlap.Found} of the {_shown.Clusters} clusters again. "
                + $"{Smallest()} has a Dice overlap of {overlap.Dice:F2} with its nearest cluster{other}.",
            Maps(rescaled is null ? [peer] : [peer, rescaled], Title),
            "find-methods");
    }

    private Answer Trust()
    {
        var (clustering, starts) = (_shown.Clustering!, _shown.Estimator.Starts);
        var (found, optimum) = (clustering.Stability.OptimumStarts[0], clustering.Optimum);
        var isStable = found == starts && optimum?.LabelsKept is null or >= Same && clustering.Warnings.Count == 0 && !_shown.HasOneLevel;
        string[] reasons =
        [
            starts == 1 ? "It has a single start" : $"{(found == starts ? "All" : $"{found} of")} {starts} starts found it",
            .. optimum is null ? Array.Empty<string>() : [$"{TextFormat.Percent(optimum.LabelsKept)} of its labels stay at the optimum"],
            .. _shown.HasOneLevel ? ["a component sits on one grey level"] : Array.Empty<string>(),
        ];
        return new(
            "Can I trust it?",
            starts == 1 && isStable ? "Unknown" : isStable ? "It is stable" : "With care",
            $"{TextFormat.List(reasons)}.{Lost()} There is no truth to compare with.",
            _pictures.Borders(_shown),
            starts == 1 ? "fits" : "find-starts");
    }

    // Clusters of the same series that exist only at the stop of their fits.
    private string Lost()
    {
        var lost = _result.Leading.First(series => series.Images == _shown.Images).Fits
            .Select(fit => (Fit: fit, K: StoppingCompared.Lost(fit).FirstOrDefault(-1))).FirstOrDefault(fit => fit.K >= 0);
        return lost.Fit is null
            ? ""
            : $" With K = {lost.Fit.Clusters}, cluster {FitNames.Cluster(lost.Fit, lost.K, _result)} is lost on the way to the optimum.";
    }

    private string Smallest() => $"Cluster {FitNames.Cluster(_shown, _smallest, _result)}";

    private bool IsLike(ExploredFit fit) => fit.Clustering is not null && fit.Clusters == _shown.Clusters;

    private bool SameMethod(ExploredFit fit) => fit.Method == _shown.Method && fit.Variant == _shown.Variant;

    private Overlap Compare(ExploredFit fit)
    {
        var (labels, shown) = (fit.Clustering!.Labels, _shown.Clustering!.Labels);
        var table = new ContingencyTable(labels.Span, shown.Span, fit.Clusters, _shown.Clusters);
        double[] best = [.. Enumerable.Range(0, table.Columns).Select(BestDice)];
        return new(fit, table.Agreement(table.Match()), best[_smallest], best.Count(dice => dice >= Stability.FoundAgain));

        double BestDice(int k) => Enumerable.Range(0, table.Rows).Max(row => table.Dice(row, k));
    }

    private static string Title(ExploredFit fit) => $"{fit.Method.Name}, {FitNames.Scaling(fit.Scaling)}";

    private Figure Maps(IEnumerable<ExploredFit> fits, Func<ExploredFit, string> title, bool withShown = true) =>
        _pictures.SmallMaps([.. (withShown ? [_shown, .. fits] : fits).Select(fit => (title(fit), fit))]);

    /// <summary>Overlap of a fit with the shown fit.</summary>
    /// <param name="Fit">The fit.</param>
    /// <param name="Share">Share of the voxels whose labels agree.</param>
    /// <param name="Dice">Best Dice overlap of the smallest cluster of the shown fit.</param>
    /// <param name="Found">Clusters of the shown fit that the fit finds again.</param>
    private sealed record Overlap(ExploredFit Fit, double Share, double Dice, int Found);
}
