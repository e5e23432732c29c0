using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Comparison;

/// <summary>The matched labels as a table, a row per pair or label without a counterpart.</summary>
internal static class ComparisonTable
{
    public static void Write(Stream stream, MapComparison comparison) =>
        Tsv.Write(stream, Columns(comparison.Truth), comparison.Pairs.Select(pair => Row(pair, comparison)));

    private static string[] Columns(bool truth) =>
    [
        "label_a", "label_b", "name_a", "name_b", "voxels_a", "voxels_b", "voxels_common", "dice", "jaccard",
        .. truth ? (string[])["hd95_mm", "assd_mm", "volume_difference_ml", "volume_difference_percent"] : [],
    ];

    private static object?[] Row(LabelPair pair, MapComparison comparison) =>
    [
        pair.A, pair.B, comparison.A.NameOf(pair.A), comparison.B.NameOf(pair.B),
        pair.VoxelsA, pair.VoxelsB, pair.Common, pair.Dice, pair.Jaccard,
        .. comparison.Truth
            ? (object?[])[pair.Distances?.Hausdorff95, pair.Distances?.Mean, pair.VolumeDifference, pair.VolumePercent]
            : [],
    ];
}
