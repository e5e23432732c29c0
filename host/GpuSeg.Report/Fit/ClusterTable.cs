using GpuSeg.Images.Views;
using GpuSeg.Report.Clusters;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Fit;

/// <summary>A table of the clusters: size, and mean and deviation in every image, with a bar from the mean of all voxels.</summary>
internal static class ClusterTable
{
    // Contrast of a bar half as long as its cell.
    private const double LongestBar = 3;

    public static Html Of(SegmentationResult result)
    {
        var contrasts = new Contrasts(result.Statistics, result.Images.Count);
        return new DataTable(
            "Size of the clusters, and mean ± standard deviation of their voxels in every image; "
                + "bars show the distance of the mean from the mean of all voxels",
            [
                new("Cluster"), new("Voxels", true), new("Share", true), new("Volume, mL", true),
                .. result.Request.IntracranialVolume is null ? [] : (Column[])[new("Share of ICV", true)],
                .. result.Images.Select(image => new Column(image.Name, true)),
            ],
            [.. Enumerable.Range(0, result.Model.Clusters).Select(k => Row(result, contrasts, k))]).ToHtml();
    }

    /// <summary>Returns colour and name of cluster <paramref name="k"/>, counted from 0.</summary>
    public static Html Name(SegmentationResult result, int k)
    {
        var colour = Viridis.HexOfLabel(k + 1, result.Model.Clusters);
        return Html.Of($"""<span class="name"><i style="background:{colour}"></i>{result.Request.LabelName(k + 1)}</span>""");
    }

    private static Html[] Row(SegmentationResult result, Contrasts contrasts, int k)
    {
        var (statistics, dimensions) = (result.Statistics, result.Images.Count);
        var voxels = statistics.Counts[k];
        return
        [
            Name(result, k),
            Html.Of($"{voxels:N0}"),
            Html.Of($"{TextFormat.Percent((double)voxels / result.Mask.Count)}"),
            Html.Of($"{TextFormat.NumberOfMillilitres(voxels * result.Images[0].Grid.VoxelVolume)}"),
            .. result.Request.IntracranialVolume is { } icv
                ? (Html[])[Html.Of($"{TextFormat.Percent(voxels * result.Images[0].Grid.VoxelVolume / 1000 / icv)}")]
                : [],
            .. Enumerable.Range(0, dimensions).Select(Cell),
        ];

        Html Cell(int j)
        {
            var i = (k * dimensions) + j;
            return voxels == 0 ? Html.Of($"–") : Value(statistics.Means[i], statistics.Deviations[i], contrasts[k, j]);
        }
    }

    private static Html Value(double mean, double deviation, double contrast)
    {
        var (from, to) = (Place(Math.Min(contrast, 0)), Place(Math.Max(contrast, 0)));
        var bar = Html.Of($"""<b style="left:{from:0.#}%;width:{to - from:0.#}%"></b>""");
        return Html.Of(
            $"""{TextFormat.PlusMinus(mean, deviation)}<span class="bar" title="{TextFormat.WithSign(contrast)} sd">{bar}</span>""");
    }

    private static double Place(double contrast) => 50 + (50 * Math.Clamp(contrast / LongestBar, -1, 1));
}
