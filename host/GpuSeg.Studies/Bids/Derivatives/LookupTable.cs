using System.Globalization;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// dseg.tsv in the root of a derivative data set: names of the labels in all label maps that have no table of their own. It is true for
/// every segmentation in the folder: it has a row for each label of the largest, and Cluster k for a label whose names differ.
/// </summary>
internal static class LookupTable
{
    public const string FileName = "dseg.tsv";

    /// <summary>Makes the table true for one more segmentation; a table that already is stays untouched.</summary>
    /// <param name="folder">The derivative data set; it exists.</param>
    /// <param name="request">The segmentation.</param>
    /// <exception cref="ImageException">The table cannot be read.</exception>
    /// <exception cref="OutputException">The table cannot be written.</exception>
    public static void Extend(string folder, SegmentationRequest request) => MergedFile.Extend(Path.Combine(folder, FileName), text =>
    {
        var there = Rows(text ?? "");
        var joined = Joined(there, request);
        return joined.SequenceEqual(there) ? null : Tsv.Text(["index", "name"], joined.Select(row => (object?[])[row.Key, row.Value]));
    });

    private static SortedDictionary<int, string> Joined(SortedDictionary<int, string> there, SegmentationRequest request)
    {
        var joined = new SortedDictionary<int, string>(there);
        for (var label = 1; label <= request.Estimator.Clusters; label++)
        {
            var name = request.LabelName(label);
            joined[label] = joined.GetValueOrDefault(label, name) == name ? name : SegmentationRequest.Unnamed(label);
        }

        return joined;
    }

    private static SortedDictionary<int, string> Rows(string text)
    {
        var rows = new SortedDictionary<int, string>();
        foreach (var cells in text.Split('\n').Skip(1).Select(line => line.Split('\t')))
        {
            if (cells.Length == 2 && int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var label))
            {
                rows[label] = cells[1];
            }
        }

        return rows;
    }
}
