using System.Globalization;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;
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

    private const int MillisecondsBetweenTries = 5;
    private const int MostTries = 2000;

    /// <summary>Makes the table true for one more segmentation; a table that already is stays untouched.</summary>
    /// <param name="folder">The derivative data set; it exists.</param>
    /// <param name="request">The segmentation.</param>
    /// <exception cref="ImageException">The table cannot be read.</exception>
    /// <exception cref="OutputException">The table cannot be written.</exception>
    public static void Extend(string folder, SegmentationRequest request)
    {
        var path = Path.Combine(folder, FileName);
        if (Lacks(path, request))
        {
            WriteAlone(path, request);
        }
    }

    // If two processes each added to the table they have read, the rows of one of them would be lost.
    private static void WriteAlone(string path, SegmentationRequest request)
    {
        using var alone = Lock(path);
        if (!Lacks(path, request))
        {
            return;
        }

        using var active = new ActiveLock(Path.GetDirectoryName(path)!, "gpuseg", [FileName]);
        using var file = new AtomicFile(path, overwrite: true);
        var rows = Joined(Read(path), request).Select(row => (object?[])[row.Key, row.Value]);
        file.Write(stream => Tsv.Write(stream, ["index", "name"], rows));
        file.Commit();
    }

    private static bool Lacks(string path, SegmentationRequest request)
    {
        var there = Read(path);
        return !Joined(there, request).SequenceEqual(there);
    }

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

    private static SortedDictionary<int, string> Read(string path)
    {
        var rows = new SortedDictionary<int, string>();
        if (!Path.Exists(path))
        {
            return rows;
        }

        foreach (var cells in JsonFile.ReadText(path).Split('\n').Skip(1).Select(line => line.Split('\t')))
        {
            if (cells.Length == 2 && int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var label))
            {
                rows[label] = cells[1];
            }
        }

        return rows;
    }

    private static FileStream Lock(string path)
    {
        var name = Path.Combine(Path.GetDirectoryName(path)!, $".{FileName}.lock");
        for (var tries = 1; ; tries++)
        {
            try
            {
                var file = new FileStream(name, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                // It may be the file of the process before, which removed it.
                if (File.Exists(name))
                {
                    return file;
                }

                file.Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (tries == MostTries || e is UnauthorizedAccessException)
                {
                    throw OutputException.Failed(path, e);
                }

                Thread.Sleep(MillisecondsBetweenTries);
            }
        }
    }
}
