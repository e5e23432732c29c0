using GpuSeg.Images;
using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The BIDS lookup table of the labels with what was measured in each: voxels, volume, mean and standard deviation per image.</summary>
public static class LabelTable
{
    /// <summary>Writes the table as TSV.</summary>
    public static void Write(Stream stream, SegmentationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Tsv.Write(stream, [.. Columns(result)], Enumerable.Range(0, result.Model.Clusters).Select(k => Row(result, k)));
    }

    private static IEnumerable<string> Columns(SegmentationResult result) =>
    [
        "index", "name", "voxels", "volume_mm3", "volume_ml",
        .. result.Images.SelectMany(image => (string[])[$"mean_{image.Name}", $"sd_{image.Name}"]),
        "color",
    ];

    private static object?[] Row(SegmentationResult result, int k)
    {
        var (statistics, dimensions) = (result.Statistics, result.Images.Count);
        var volume = statistics.Counts[k] * result.Images[0].Grid.VoxelVolume;
        return
        [
            k + 1, result.Request.LabelName(k + 1), statistics.Counts[k], volume, volume / 1000,
            .. Enumerable.Range(k * dimensions, dimensions).SelectMany(i => (object?[])[statistics.Means[i], statistics.Deviations[i]]),
            Viridis.HexOfLabel(k + 1, result.Model.Clusters),
        ];
    }
}
