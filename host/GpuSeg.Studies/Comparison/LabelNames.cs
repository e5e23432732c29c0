using System.Globalization;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Comparison;

/// <summary>Names of labels from the table beside a label map, as in BIDS: NAME_dseg.tsv with columns index and name.</summary>
internal static class LabelNames
{
    private const string Suffix = "_dseg";

    /// <summary>Reads the names in the table, empty without a table; with a warning if the table cannot be used.</summary>
    public static (IReadOnlyDictionary<int, string> Names, IReadOnlyList<string> Warnings) Beside(string map)
    {
        var table = Path.Combine(Path.GetDirectoryName(map) ?? "", NiftiPaths.ImageName(map) + ".tsv");
        if (!NiftiPaths.ImageName(map).EndsWith(Suffix, StringComparison.Ordinal) || !File.Exists(table))
        {
            return (new Dictionary<int, string>(), []);
        }

        try
        {
            return Parse(table, File.ReadAllLines(table));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unusable($"{table} cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    private static (IReadOnlyDictionary<int, string> Names, IReadOnlyList<string> Warnings) Parse(string table, string[] lines)
    {
        string[][] cells = [.. lines.Select(line => line.Split('\t'))];
        var (index, name) = cells.Length == 0 ? (-1, -1) : (Array.IndexOf(cells[0], "index"), Array.IndexOf(cells[0], "name"));
        if (index < 0 || name < 0)
        {
            return Unusable($"{table} has no columns index and name");
        }

        var names = new Dictionary<int, string>();
        foreach (var row in cells.Skip(1).Where(row => row.Length > Math.Max(index, name)))
        {
            if (int.TryParse(row[index], NumberStyles.None, CultureInfo.InvariantCulture, out var label)
                && row[name] is not ("" or Tsv.Missing))
            {
                names[label] = row[name];
            }
        }

        return (names, []);
    }

    private static (IReadOnlyDictionary<int, string> Names, IReadOnlyList<string> Warnings) Unusable(string found) =>
        (new Dictionary<int, string>(), [$"{found}; labels of its map are shown by number."]);
}
