using System.Globalization;
using GpuSeg.Images;
using GpuSeg.Images.Views;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The BIDS lookup table of the labels with their measures: voxels, volume, mean and standard deviation per image.</summary>
public static class LabelTable
{
    private const string Voxels = "voxels", Millilitres = "volume_ml", Mean = "mean_", Deviation = "sd_";

    /// <summary>Writes the table as TSV.</summary>
    public static void Write(Stream stream, SegmentationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var columns = Columns(result.Images.Select(image => image.Name)).Select(column => column.Name);
        var further = Further(result);
        Tsv.Write(
            stream,
            [.. columns, .. further.SelectMany(group => group.Names)],
            Enumerable.Range(0, result.Model.Clusters)
                .Select(k => (object?[])[.. Row(result, k), .. further.SelectMany(group => group.Cells(k))]));
    }

    // Columns that only some tables have.
    private static (string[] Names, Func<int, object?[]> Cells)[] Further(SegmentationResult result) =>
    [
        .. result.Request.IntracranialVolume is { } volume
            ? [(["icv_share"], k => [result.Statistics.Counts[k] * result.Images[0].Grid.VoxelVolume / 1000 / volume])]
            : Array.Empty<(string[], Func<int, object?[]>)>(),
        .. result.Request.LabelNames is not null
            ? [(["mapping", "abbreviation"], k => Standard(result, k))]
            : Array.Empty<(string[], Func<int, object?[]>)>(),
    ];

    /// <summary>Lists the columns of every table; tables of named labels end with the BIDS columns mapping and abbreviation.</summary>
    /// <param name="channels">Names of the images.</param>
    internal static IEnumerable<LabelColumn> Columns(IEnumerable<string> channels) =>
    [
        new("index"),
        new("name"),
        new(Voxels, "Number of voxels of the label"),
        new("volume_mm3", "Volume of the label", "mm^3"),
        new(Millilitres, "Volume of the label", "mL"),
        .. channels.SelectMany(channel => (LabelColumn[])
        [
            new(Mean + channel, $"Mean of the image {channel} over the label's voxels, in the image's units"),
            new(Deviation + channel, $"Standard deviation of the image {channel} over the label's voxels, in the image's units"),
        ]),
        new("color"),
    ];

    private static object?[] Standard(SegmentationResult result, int k) =>
        StandardLabels.Find(result.Request.LabelName(k + 1)) is { } standard ? [standard.Index, standard.Abbreviation] : [null, null];

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

    /// <summary>Reads the channels and labels of a table that <see cref="Write"/> wrote.</summary>
    /// <exception cref="ImageException">The table cannot be read, or does not have <paramref name="clusters"/> labels.</exception>
    internal static (string[] Channels, LabelMeasures[] Labels) Read(string path, int clusters)
    {
        var text = JsonFile.ReadText(path);
        var cells = new TsvTable(path, text);
        string[] channels =
            [.. cells.Columns.Where(column => column.StartsWith(Mean, StringComparison.Ordinal)).Select(column => column[Mean.Length..])];
        try
        {
            LabelMeasures[] labels = [.. Enumerable.Range(0, cells.Rows).Select(row => Label(cells, row, channels))];
            return labels.Length == clusters && channels.Length > 0 && text.EndsWith('\n')
                ? (channels, labels)
                : throw new ImageException($"{path} is not a complete table of {clusters} labels and their means; write it anew.");
        }
        catch (FormatException e)
        {
            throw new ImageException($"{path} is not a table of labels ({e.Message.TrimEnd('.')}); write it anew.", e);
        }
    }

    private static LabelMeasures Label(TsvTable cells, int row, string[] channels) => new(
        long.Parse(cells[row, Voxels], NumberStyles.None, CultureInfo.InvariantCulture),
        cells.Number(row, Millilitres),
        [.. channels.Select(channel => cells.Number(row, Mean + channel))],
        [.. channels.Select(channel => cells.Number(row, Deviation + channel))]);
}

/// <summary>A column of the table of labels.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="Description">The column's meaning; null if BIDS defines the column.</param>
/// <param name="Units">Units of the values, or null.</param>
internal sealed record LabelColumn(string Name, string? Description = null, string? Units = null);

/// <summary>Measures of one label.</summary>
/// <param name="Voxels">Number of voxels.</param>
/// <param name="Millilitres">Volume in mL.</param>
/// <param name="Means">Mean in every channel; NaN without voxels.</param>
/// <param name="Deviations">Standard deviation in every channel.</param>
public sealed record LabelMeasures(long Voxels, double Millilitres, IReadOnlyList<double> Means, IReadOnlyList<double> Deviations);
