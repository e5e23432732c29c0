using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Voxels;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Views;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;
using GpuSeg.Threads;

namespace GpuSeg.Report.Exploration;

/// <summary>A figure under the name of its files.</summary>
/// <param name="Name">Name without folder and extension.</param>
/// <param name="Caption">Description of the figure.</param>
/// <param name="Figure">The figure.</param>
public sealed record NamedFigure(string Name, string Caption, Figure Figure);

/// <summary>The figures of an exploration, the lesson's figures first.</summary>
public static class ExplorationFigures
{
    // More columns of maps would be too small to see.
    private const int MostColumns = 8;

    /// <summary>Draws all figures, on all cores.</summary>
    public static IReadOnlyList<NamedFigure> Of(ExplorationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var pictures = new FitPictures(result);
        var slice = pictures.Slice;
        Func<NamedFigure>[] figures =
            [.. Anatomy(pictures.Brain, slice), .. Maps(result, pictures, slice), .. Shown(result, pictures), .. Curves(result)];
        return ThreadBudget.Select(figures, figure => figure());
    }

    private static IEnumerable<Func<NamedFigure>> Anatomy(Brain brain, int slice)
    {
        yield return () => new(
            "slices", $"Axial slice {slice} of {Images(brain)}.", GpuSeg.Figures.Slices.Draw(brain, Plane.Axial, [slice]));
        yield return () => new(
            "histograms", "Intensities of all voxels, of voxels in the mask, and of voxels in the mask after scaling, in 50 bins.",
            Histograms.Draw(brain, [HistogramKind.AllVoxels, HistogramKind.Masked, HistogramKind.Scaled]));
        if (brain.Images > 1)
        {
            yield return () => new(
                "hist2d", "Pairs of images: voxels in 100 x 100 bins, colour by the count to the power of 0.2.", PairHistogram.Draw(brain));
        }
    }

    // A figure per method and scaling, with a row per number of clusters and a column per set of images.
    private static IEnumerable<Func<NamedFigure>> Maps(ExplorationResult result, FitPictures pictures, int slice)
    {
        foreach (var group in FitSeries.Of(result.Fits).GroupBy(series => (series.Method, series.Variant, series.Scaling)))
        {
            foreach (var (part, number) in group.Chunk(MostColumns).Select((part, i) => (part, i)))
            {
                yield return () => new(
                    MapName(part[0].Fits[0], number),
                    $"Labels in axial slice {slice}: {FitNames.Method(part[0].Fits[0])}, {FitNames.Scaling(part[0].Scaling)}."
                        + Matching(result),
                    Maps(result, pictures, slice, part));
            }
        }
    }

    private static string MapName(ExploredFit fit, int number)
    {
        string?[] parts =
        [
            "labels", fit.Method.Name, fit.VariantSuffix,
            fit.Scaling == FeatureScaling.None ? null : fit.Scale, number == 0 ? null : $"{number + 1}",
        ];
        return string.Join('_', parts.OfType<string>());
    }

    private static string Matching(ExplorationResult result) => result.Shown is { Clustering: not null } shown && result.Fits.Count > 1
        ? $" A cluster has the colour of the cluster of {shown.Name} that it overlaps with a Dice of at least {Stability.FoundAgain}."
        : "";

    private static Figure Maps(ExplorationResult result, FitPictures pictures, int slice, FitSeries[] columns)
    {
        int[] clusters = [.. columns.SelectMany(series => series.Clusters).Distinct().Order()];
        return LabelMaps.Draw(
            pictures.Brain.Grid, Plane.Axial, slice, [.. columns.Select(series => FitNames.Images(series.Fits[0]))],
            [.. clusters.Select(k => new LabelRow(Plural.Of(k, "cluster"), [.. columns.Select(series => Map(series.At(k)))]))],
            legend: FitColours.Legend(result));

        LabelVolume? Map(ExploredFit? fit) => fit is null ? null : pictures.Labels(fit);
    }

    private static string Images(Brain brain) => brain.Images == 1 ? brain.Name(0) : "every image";

    private static IEnumerable<Func<NamedFigure>> Shown(ExplorationResult result, FitPictures pictures)
    {
        if (result.Shown is not { Clustering: { } clustering } fit)
        {
            yield break;
        }

        var (brain, slices, image) = (pictures.Brain, pictures.Slices, pictures.ClearestImage);
        var (labels, name) = (pictures.Labels(fit), FitNames.Of(fit));
        yield return () => new(
            "slices_labels",
            $"{(slices.Count == 1 ? "Axial slice" : "Axial slices")} of {Images(brain)} over the labels of {FitNames.The(fit)}.",
            GpuSeg.Figures.Slices.Draw(brain, Plane.Axial, slices, labels));
        yield return () => new(
            "overlay",
            $"Borders of the labels on {brain.Name(image)}; between two labels, in the colour of the larger number: {name}.",
            Overlay.Draw(brain, image, labels));
        if (brain.Images > 1)
        {
            yield return () => new(
                "scatter", $"Pairs of images, a dot per voxel, coloured by label: {name}.", PairScatter.Draw(brain, labels));
        }

        if (clustering.Stability.OptimumStarts.Count > 1)
        {
            var features = new FeatureMatrix(["agreement of starts"], [clustering.Stability.Agreement.ToArray()]);
            var agreement = Brain.FromFeatures(brain.Grid, brain.Mask, features);
            yield return () => new(
                "stability", $"Share of the starts that agree about a voxel, white if all agree: {name}.",
                GpuSeg.Figures.Slices.Draw(agreement, Plane.Axial, slices));
        }

        if (fit.Method.History(clustering.Model) is { } history)
        {
            yield return () => new(
                "bound", $"{history.Title} over the iterations: {name}.", BoundCurve.Draw(history.Values, clustering.Model.Converged));
        }
    }

    // A figure per method and set of images: only their scores can be compared.
    private static IEnumerable<Func<NamedFigure>> Curves(ExplorationResult result)
    {
        foreach (var group in result.Leading.Where(series => series.Scores.Count > 1).GroupBy(series => (series.Images, series.Method)))
        {
            FitSeries[] series = [.. group];
            var name = series[0].UsesAll ? "" : $"_{series[0].Images}";
            var knee = series.Any(curve => curve.Knee is not null) ? "; a ring marks the knee" : "";
            var flat = series.Any(curve => curve.OnOneLevel.Count > 0) ? "; fits with a component on one grey level are left out" : "";
            var text = $"of {FitNames.Images(series[0].Fits[0])} over the number of clusters{knee}{flat}.";
            var (method, criteria) = (group.Key.Method, group.Key.Method.Criteria);
            var titles = TextFormat.List([.. criteria.Select(criterion => criterion.Title)]);
            yield return () => new(
                $"scores_{method.Name}{name}",
                $"{titles} of {method.PluralName} {text}",
                ScoreCurves.Draw([.. criteria.Select(criterion => Panels(series, criterion))]));
        }
    }

    // Scores of scaled and unscaled images cannot be compared: each scaling has a panel. The knee is that of the first criterion.
    private static ScorePanel[] Panels(FitSeries[] series, Measure criterion) =>
        [.. series.GroupBy(curve => curve.Scaling).Select(group => Panel([.. group], criterion)).OfType<ScorePanel>()];

    /// <summary>Makes the panel of curves of one scaling; null if no fit has the criterion.</summary>
    internal static ScorePanel? Panel(FitSeries[] curves, Measure criterion)
    {
        ScoreCurve[] drawn = [.. curves.Where(curve => curve.Points(criterion).Count > 0).Select(Curve)];
        return drawn.Length == 0
            ? null
            : new($"{criterion.Title}, {FitNames.Scaling(curves[0].Scaling)}", criterion.Title, drawn);

        ScoreCurve Curve(FitSeries curve) => new(
            FitNames.Method(curve.Fits[0]),
            [.. curve.Points(criterion).Select(point => point.Clusters)],
            [.. curve.Points(criterion).Select(point => point.Score)],
            criterion == curve.Method.Criteria[0] ? curve.Knee : null);
    }
}
