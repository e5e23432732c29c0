using System.Globalization;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The voxels of every label in every region of an atlas.</summary>
public sealed class RegionVolumes
{
    private const string Region = "region", RegionName = "region_name", Label = "label", LabelName = "label_name", Voxels = "voxels",
        Millilitres = "volume_ml", Share = "share";

    private static readonly (string Name, string Title, string Description, string? Units)[] s_columns =
    [
        (Region, "Region", "Number of the region in the atlas; 0 is outside all of its regions.", null),
        (RegionName, "Name of the region", "Name of the region in the table beside the atlas, if there is one.", null),
        (Label, "Label", "Label of the segmentation; 0 are voxels of the region that are not in the mask.", null),
        (LabelName, "Name of the label", "Name of the label.", null),
        (Voxels, "Voxels", "Number of voxels that have the label and lie in the region.", null),
        (Millilitres, "Volume", "Their volume.", "mL"),
        (Share, "Share of the region", "Their share of the region's voxels, from 0 to 1; outside all regions of those in the mask.", null),
    ];

    private RegionVolumes(string file, string hash, IReadOnlyList<RegionRow> rows) => (File, Hash, Rows) = (file, hash, rows);

    /// <summary>Name of the atlas's file.</summary>
    public string File { get; }

    /// <summary>Hash of the atlas's voxels as stored.</summary>
    public string Hash { get; }

    /// <summary>Grid of the file and the way onto the grid of the images, if its voxels were moved; else null.</summary>
    internal (Grid Stored, Placement Placement)? Moved { get; private init; }

    /// <summary>A row per region, in ascending order; region 0 is first if voxels of the mask are outside all regions.</summary>
    public IReadOnlyList<RegionRow> Rows { get; }

    /// <summary>Counts the voxels.</summary>
    /// <param name="map">The regions.</param>
    /// <param name="labels">Cluster of every voxel of the mask, 0..K-1; shape (N).</param>
    /// <param name="clusters">K.</param>
    internal static RegionVolumes Of(RegionMap map, ReadOnlySpan<byte> labels, int clusters)
    {
        var counts = map.Regions.Select(_ => new long[clusters + 1]).ToArray();
        for (var i = 0; i < labels.Length; i++)
        {
            counts[map.OfMask[i]][labels[i] + 1]++;
        }

        for (var place = 0; place < counts.Length; place++)
        {
            // Voxels outside both the mask and all regions are not of interest.
            counts[place][0] = map.Regions[place] == 0 ? 0 : map.Sizes[place] - counts[place].Sum();
        }

        return new(
            Path.GetFileName(map.Path),
            map.Hash,
            [
                .. map.Regions.Select((region, place) => new RegionRow(region, map.Names.GetValueOrDefault(region), counts[place]))
                    .Where(row => row.Number > 0 || row.Total > 0).OrderBy(row => row.Number),
            ])
        {
            Moved = map.Placement is { } placement && (placement.IsResampled || placement.IsReordered) ? (map.StoredGrid, placement) : null,
        };
    }

    /// <summary>Writes the table as TSV, a row per region and label.</summary>
    internal static void Write(Stream stream, SegmentationResult result)
    {
        var millilitres = result.Images[0].Grid.VoxelVolume / 1000;
        Tsv.Write(stream, [.. s_columns.Select(column => column.Name)], result.Regions!.Rows.SelectMany(row =>
            row.Counts.Select((count, label) => (object?[])
            [
                row.Number, row.Name, label, label == 0 ? null : result.Request.LabelName(label), count, count * millilitres,
                row.Total == 0 ? null : (double)count / row.Total,
            ]).Skip(row.Number == 0 ? 1 : 0)));
    }

    /// <summary>Writes the descriptions of the columns.</summary>
    internal static string Dictionary(string file) => JsonText.Document(json =>
    {
        foreach (var (name, title, description, units) in s_columns)
        {
            json.WriteStartObject(name);
            json.WriteString("LongName", title);
            json.WriteString("Description", name == Region ? $"{description} The atlas is {file}." : description);
            if (units is not null)
            {
                json.WriteString("Units", units);
            }

            json.WriteEndObject();
        }
    });

    /// <summary>Reads a table that <see cref="Write"/> wrote.</summary>
    /// <exception cref="ImageException">The table cannot be read, or is not complete.</exception>
    internal static RegionVolumes Read(string path, string file, string hash, int clusters)
    {
        var text = JsonFile.ReadText(path);
        var cells = new TsvTable(path, text);
        try
        {
            var rows = Enumerable.Range(0, cells.Rows)
                .Select(row => (Region: Whole(row, Region), Count: Whole(row, Voxels), Name: cells[row, RegionName]))
                .GroupBy(row => row.Region)
                .Select(region => new RegionRow(
                    (int)region.Key,
                    region.First().Name is var name && name == Tsv.Missing ? null : name,
                    [.. region.Key == 0 ? [0L] : Array.Empty<long>(), .. region.Select(row => row.Count)]))
                .ToArray();
            return rows.Length > 0 && text.EndsWith('\n') && rows.All(row => row.Counts.Count == clusters + 1)
                ? new(file, hash, rows)
                : throw new ImageException($"{path} is not a complete table of regions and {clusters} labels; write it anew.");
        }
        catch (FormatException e)
        {
            throw new ImageException($"{path} is not a table of regions ({e.Message.TrimEnd('.')}); write it anew.", e);
        }

        long Whole(int row, string column) => long.Parse(cells[row, column], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}

/// <summary>The voxels of one region.</summary>
/// <param name="Number">Number of the region; 0 is outside all regions.</param>
/// <param name="Name">Name of the region, or null.</param>
/// <param name="Counts">Number of voxels outside the mask, then of every label; shape (K + 1).</param>
public sealed record RegionRow(int Number, string? Name, IReadOnlyList<long> Counts)
{
    /// <summary>Number of the region's voxels; for region 0 of those in the mask.</summary>
    public long Total { get; } = Counts.Sum();
}
