using GpuSeg.Images.Nifti;
using GpuSeg.Images.Views;
using GpuSeg.Report.Citing;
using GpuSeg.Report.Clusters;
using GpuSeg.Report.Lesions;
using GpuSeg.Report.Page;
using GpuSeg.Report.Viewer;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Fit;

/// <summary>The report of one segmentation, a page of its own.</summary>
public static class FitReport
{
    /// <summary>Returns the text of the HTML file.</summary>
    /// <param name="segmentation">The segmentation and its volumes.</param>
    /// <param name="title">Name of the segmentation.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="results">See <see cref="ReportPage.Results"/>.</param>
    public static string Of(VolumeSegmentation segmentation, string title, string version, string? results = null)
    {
        ArgumentNullException.ThrowIfNull(segmentation);
        var result = segmentation.Result;
        var subtitle = $"{Plural.Of(result.Model.Clusters, "cluster")} in {Plural.Of(result.Images.Count, "image")}: {Names(result)}";
        var page = new ReportPage("Segmentation report", title, subtitle, [.. Sections(segmentation, version)], version);
        return (page with { Results = results }).ToText();
    }

    private static IEnumerable<Section> Sections(VolumeSegmentation segmentation, string version)
    {
        var (result, volumes) = (segmentation.Result, segmentation.Volumes);
        return
        [
            new("summary", "Summary", FitSummary.Of(result)),
            new("slices", "Slices", Viewer(result, volumes).ToHtml()),
            .. Alignment.Sections(volumes, result.MaskFile, result.Mask),
            new("clusters", "Clusters", ClusterTable.Of(result), QualityTable.Of(result)),
            .. result.Change is { } change
                ? [new Section("change", "Change", ChangeTable.Of(result, change))]
                : Array.Empty<Section>(),
            .. result.Regions is { } regions
                ? [new Section("regions", "Regions", RegionTable.Of(result, regions))]
                : Array.Empty<Section>(),
            .. result.Lesion is { } lesion ? [LesionSection(lesion, result, volumes)] : Array.Empty<Section>(),
            new("figures", "Figures", Illustration.Grid(FitFigures.Of(result, volumes))),
            new("settings", "Settings", FitSettings.Of(result, version)),
            new("methods", "Methods and citation", MethodText.Paragraph(references => Methods(result, version, references))),
        ];
    }

    private static IEnumerable<string> Methods(SegmentationResult result, string version, References references) =>
    [
        $"{MethodText.Voxels(result.Mask, result.MaskFile, result.Request.MaskRule, result.Images.Count)} {Names(result)}"
            + $"{MethodText.Scaled(result.Request)}, with GpuSeg {version}.",
        .. MethodText.Labelling(result.Request, references),
        .. result.Lesion is { Lesion: not null } lesion ? LesionMethod.Sentences(lesion, version, references) : [],
    ];

    private static string Names(SegmentationResult result) => TextFormat.List([.. result.Images.Select(image => image.Name)]);

    private static Section LesionSection(LesionFinding finding, SegmentationResult result, IReadOnlyList<Volume> volumes) =>
        finding.Lesion is { } lesion
            ? new(
                "lesion",
                "Lesion",
                LesionView.Answer(lesion),
                LesionView.Explanation(finding),
                LesionView.PartTable(lesion),
                Illustration.Grid(LesionView.Figures(finding, volumes, result.Mask)))
            : new("lesion", "Lesion", Html.Of($"<p>No lesion was searched. {finding.Reason}</p>"));

    private static SliceViewer Viewer(SegmentationResult result, IReadOnlyList<Volume> volumes) =>
        new("slices", result.Mask, volumes, [Layer(result), .. result.Lesion?.Lesion is { } lesion ? LesionView.Layers(lesion) : []])
        {
            FirstImage = new Contrasts(result.Statistics, volumes.Count).ClearestImage(),
        };

    private static LabelLayer Layer(SegmentationResult result)
    {
        var clusters = result.Model.Clusters;
        var labels = Enumerable.Range(1, clusters)
            .Select(label => new LabelEntry(result.Request.LabelName(label), Viridis.HexOfLabel(label, clusters)));
        return new("Clusters", result.Mask.ScatterLabels(result.Labels.Span), [.. labels]);
    }
}
