using GpuSeg.Report.Page;
using GpuSeg.Report.Viewer;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>The report of an exploration: its findings, figures and all fits.</summary>
public static class ExplorationReport
{
    // Label maps in the viewer: each adds up to 100 KB to a page that stays below 3 MB.
    private const int MostLayers = 8;

    /// <summary>Returns the text of the HTML file.</summary>
    /// <param name="result">The exploration.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="version">Version of the program.</param>
    public static string Of(ExplorationResult result, IReadOnlyList<NamedFigure> figures, string version)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(figures);
        var names = result.Features.Names;
        var counts = $"{Plural.Of(result.Fits.Count, "clustering")} of {Plural.Of(names.Count, "image")}";
        var subtitle = $"{counts}: {TextFormat.List(names)}";
        return new ReportPage("Exploration", "Clusterings compared", subtitle, [.. Sections(result, figures, version)], version).ToText();
    }

    private static IEnumerable<Section> Sections(ExplorationResult result, IReadOnlyList<NamedFigure> figures, string version) =>
    [
        new("summary", "Summary", ExplorationSummary.Of(result)),
        .. Slices(result),
        .. Alignment.Sections(result.Input.Volumes, result.Input.MaskFile, result.Input.Mask),
        .. Details(result, figures, version).Select(section => section with { Folded = true }),
    ];

    private static IEnumerable<Section> Details(ExplorationResult result, IReadOnlyList<NamedFigure> figures, string version) =>
    [
        .. Findings.Of(result),
        new("figures", "Figures", Illustration.Grid(figures.Select(figure => new Illustration(figure.Figure, figure.Caption)))),
        new("fits", "All fits", FitTable.Of(result), FitTable.Notes(result)),
        new("settings", "Settings", ExplorationSettings.Of(result, version)),
        new("cite", "Methods and citation", ExplorationMethods.Of(result, version)),
    ];

    private static IEnumerable<Section> Slices(ExplorationResult result)
    {
        LabelLayer[] layers = [.. Layers(result)];
        if (layers.Length == 0)
        {
            return [];
        }

        var viewer = new SliceViewer("slices", result.Input.Mask, result.Input.Volumes, layers)
        {
            FirstImage = FitPictures.ClearestImageOf(result),
        };
        return [new("slices", "Slices", viewer.ToHtml())];
    }

    // The fit of the figures comes first, then fits of all images, then fits of the nearest numbers of clusters.
    private static IEnumerable<LabelLayer> Layers(ExplorationResult result) => result.Fits.Where(fit => fit.Clustering is not null)
        .OrderByDescending(fit => fit == result.Shown)
        .ThenByDescending(fit => fit.UsesAll)
        .ThenBy(fit => Math.Abs(fit.Clusters - (result.Shown?.Clusters ?? 0)))
        .Take(MostLayers).Select(fit => Layer(result, fit));

    private static LabelLayer Layer(ExplorationResult result, ExploredFit fit)
    {
        var labels = Enumerable.Range(1, fit.Clusters)
            .Zip(FitColours.Of(result, fit), (label, colour) => new LabelEntry(SegmentationRequest.Unnamed(label), colour));
        return new(fit.Name, result.Input.Mask.ScatterLabels(fit.Clustering!.Labels.Span), [.. labels]);
    }
}
