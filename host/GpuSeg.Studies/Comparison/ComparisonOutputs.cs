using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Comparison;

/// <summary>The files of one comparison, all named by one prefix.</summary>
/// <param name="prefix">Folder and beginning of every name.</param>
/// <param name="inputs">The maps, which are never overwritten.</param>
/// <param name="overwrite">Whether existing files are replaced.</param>
public sealed class ComparisonOutputs(string prefix, IReadOnlyList<string> inputs, bool overwrite)
{
    private readonly string _table = $"{prefix}_compare.tsv";
    private readonly string _json = $"{prefix}_compare.json";
    private readonly string _picture = $"{prefix}_compare.png";

    /// <summary>All files, in the order in which they are written.</summary>
    public IReadOnlyList<string> Paths => [_table, _picture, _json];

    /// <summary>Throws the exception that <see cref="Write"/> would throw for the names alone, before any work is done.</summary>
    /// <exception cref="OutputException">A file exists and may not be overwritten, is an input, or cannot be created.</exception>
    public void Require()
    {
        using var outputs = new OutputSet(overwrite, inputs);
        outputs.Require(Paths);
    }

    /// <summary>Writes all files, or no file.</summary>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellation"/> was requested before the files got their names.
    /// </exception>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or the disk is full or not writable.</exception>
    public void Write(MapComparison comparison, string version, CancellationToken cancellation = default)
    {
        using var outputs = new OutputSet(overwrite, inputs);
        outputs.Add(_table, stream => ComparisonTable.Write(stream, comparison));
        outputs.Add(_picture, stream => stream.Write(DifferencePicture.Png(comparison)));
        outputs.AddText(_json, JsonText.Document(json => ComparisonJson.Write(json, comparison, version)));
        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
    }
}

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
        Number(pair.A, comparison.A), Number(pair.B, comparison.B), comparison.A.NameOf(pair.A), comparison.B.NameOf(pair.B),
        pair.VoxelsA, pair.VoxelsB, pair.Common, pair.Dice, pair.Jaccard,
        .. comparison.Truth
            ? (object?[])[pair.Distances?.Hausdorff95, pair.Distances?.Mean, pair.VolumeDifference, pair.VolumePercent]
            : [],
    ];

    private static int? Number(int? code, LabelMap map) => code is { } known ? map.NumberOf(known) : null;
}
