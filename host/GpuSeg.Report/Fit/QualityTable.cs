using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Fit;

/// <summary>A table of the images' quality by named tissues, with the formulas.</summary>
internal static class QualityTable
{
    /// <summary>Writes the table; empty if no label is named after a tissue.</summary>
    public static Html Of(SegmentationResult result)
    {
        if (result.Quality is not { } quality)
        {
            return Html.Empty;
        }

        QualityMeasure[] shown =
            [.. TissueQuality.Measures.Where(measure => quality.Images.Any(image => quality[image, measure.Key] is not null))];
        var table = new DataTable(
            "Quality of the images by the named tissues",
            [new("Image"), .. shown.Select(measure => new Column(measure.Title, true))],
            [.. quality.Images.Select(Row)]);
        return Html.Of($"""{table.ToHtml()}<p class="note">{TissueQuality.Rule}</p>""");

        Html[] Row(string image) =>
        [
            Html.Of($"{image}"),
            .. shown.Select(measure => quality[image, measure.Key] is { } value ? Html.Of($"{TextFormat.Number(value)}") : Html.Of($"–")),
        ];
    }
}
