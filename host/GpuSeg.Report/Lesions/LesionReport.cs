using GpuSeg.Images.Nifti;
using GpuSeg.Report.Citing;
using GpuSeg.Report.Page;
using GpuSeg.Report.Viewer;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.LesionSearch;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Lesions;

/// <summary>The report of a search for a lesion, a page of its own.</summary>
public static class LesionReport
{
    private const string Meaning = "the map is a region that is bright in FLAIR and unlike the other side.";

    /// <summary>Returns the text of the HTML file.</summary>
    /// <param name="result">The search, its images with their voxels.</param>
    /// <param name="title">Name of the search.</param>
    /// <param name="version">Version of the program.</param>
    public static string Of(LesionResult result, string title, string version)
    {
        ArgumentNullException.ThrowIfNull(result);
        var names = result.Finding.Contrasts.Keys.Order().Select(LesionContrasts.NameOf);
        var subtitle = $"Search for a bright and asymmetric region in {TextFormat.List([.. names])}";
        var page = new ReportPage("Lesion report", title, subtitle, [.. Sections(result, version)], version) { Meaning = Meaning };
        return page.ToText();
    }

    private static IEnumerable<Section> Sections(LesionResult result, string version)
    {
        var (lesion, finding, volumes) = (result.Lesion, result.Finding, result.Images);
        var viewer = new SliceViewer("slices", lesion.Mask, volumes, LesionView.Layers(lesion))
        {
            FirstImage = result.Contrasts[LesionContrast.Flair],
        };
        return
        [
            new(
                "summary",
                "Answer",
                LesionView.Answer(lesion), LesionView.Explanation(finding), ReportPage.Warnings(result.Warnings)),
            new("slices", "Slices", viewer.ToHtml()),
            .. lesion.IsFound
                ?
                [
                    new Section(
                        "evidence",
                        "Evidence",
                        LesionView.PartTable(lesion), Illustration.Grid(LesionView.Figures(finding, volumes, lesion.Mask))),
                ]
                : Array.Empty<Section>(),
            .. Alignment.Sections(volumes, result.MaskFile, lesion.Mask),
            new("settings", "Settings", DataTable.Settings(Settings(result, version)), Images(result), Checksums(result)),
            new("methods", "Methods and citation", MethodText.Paragraph(references =>
            [
                .. LesionMethod.Sentences(finding, version, references),
                .. MethodText.Resampling(result.Selection.Regrid, references),
                LesionMethod.Voxels(lesion.Mask, result.MaskFile, result.Selection.MaskRule, volumes.Count),
            ])),
        ];
    }

    private static IEnumerable<(string Name, string Value)> Settings(LesionResult result, string version) =>
    [
        ("lesion voxels", $"{result.Lesion.Voxels.Count:N0}"),
        ("score threshold", TextFormat.Number(result.Lesion.Threshold)),
        ("median score", TextFormat.Number(result.Lesion.MedianScore)),
        ("mirror overlap", TextFormat.Percent(result.Lesion.MirrorOverlap)),
        ("mask", result.MaskFile is { } mask
            ? MaskRows.File(mask, result.Lesion.Mask)
            : MethodText.Taken(result.Selection.MaskRule, result.Images.Count)),
        .. MaskRows.Excluded(result.ExcludedFile, result.Lesion.Mask),
        ("mask voxels", $"{result.Lesion.Mask.Count:N0}"),
        ("mask volume", TextFormat.Millilitres(result.Lesion.Mask.Count * result.Lesion.Grid.VoxelVolume)),
        .. RegridRows.Of(result.Selection.Regrid),
        ("backend", result.Backend),
        ("version", version),
    ];

    private static Html Images(LesionResult result)
    {
        var contrasts = result.Contrasts.ToDictionary(pair => pair.Value, pair => LesionContrasts.NameOf(pair.Key));
        Column[] columns =
            [new("Image"), new("Used as"), new("Voxels"), new("Voxel size, mm"), new("Axes"), new("Data type")];
        var rows = result.Images.Select((image, i) => Row(image, contrasts[i]));
        return new DataTable("Images and their contrasts", columns, [.. rows]).ToHtml();
    }

    private static Html[] Row(Volume image, string contrast)
    {
        var ((x, y, z), (dx, dy, dz)) = (image.Grid.Shape, image.Grid.Spacing);
        return
        [
            Html.Of($"{image.Name}"),
            Html.Of($"{contrast}"),
            Html.Of($"{x} × {y} × {z}"),
            Html.Of($"{TextFormat.Number(dx)} × {TextFormat.Number(dy)} × {TextFormat.Number(dz)}"),
            Html.Of($"{image.Grid.Orientation}"),
            Html.Of($"{image.Header.Datatype.NumpyName()}"),
        ];
    }

    private static Html Checksums(LesionResult result)
    {
        var inputs = result.Images.Concat<ImageFile>(new[] { result.MaskFile, result.ExcludedFile }.OfType<ImageFile>());
        return Html.Of($"""
            <details><summary>SHA-256 of the inputs' voxels</summary>
            {DataTable.Settings(inputs.Select(image => (image.Name, image.Hash)))}
            </details>
            """);
    }
}
