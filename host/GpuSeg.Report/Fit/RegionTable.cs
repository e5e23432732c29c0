using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Fit;

/// <summary>A table of the labels' volumes in the regions of an atlas.</summary>
internal static class RegionTable
{
    /// <summary>Writes the table.</summary>
    public static Html Of(SegmentationResult result, RegionVolumes regions)
    {
        var labels = Enumerable.Range(1, result.Model.Clusters).ToArray();
        var millilitres = result.Images[0].Grid.VoxelVolume / 1000;
        return new DataTable(
            $"Volume of every label in the regions of {regions.File}, in mL, and its share of the region",
            [
                new("Region"), new("Volume, mL", true), .. labels.Select(label => new Column(result.Request.LabelName(label), true)),
                new("Outside the mask", true),
            ],
            [.. regions.Rows.Select(Row)]).ToHtml();

        Html[] Row(RegionRow row) =>
        [
            Html.Of($"{Name(row)}"),
            Html.Of($"{TextFormat.NumberOfMillilitres(1000 * row.Total * millilitres)}"),
            .. labels.Select(label => Cell(row, label)),
            row.Number == 0 ? Html.Of($"–") : Cell(row, 0),
        ];

        Html Cell(RegionRow row, int label) => Html.Of(
            $"{TextFormat.NumberOfMillilitres(1000 * row.Counts[label] * millilitres)} ({Share(row, label)})");
    }

    private static string Name(RegionRow row) =>
        row.Number == 0 ? "Outside all regions" : row.Name is { } name ? $"{row.Number} {name}" : $"{row.Number}";

    private static string Share(RegionRow row, int label) =>
        row.Total == 0 ? "–" : TextFormat.Percent((double)row.Counts[label] / row.Total);
}
