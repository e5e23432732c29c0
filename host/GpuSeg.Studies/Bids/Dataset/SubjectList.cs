using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// A file of subjects: a label per line, with or without sub-, and comments after #; or a table with the column participant_id, such as
/// participants.tsv.
/// </summary>
public static class SubjectList
{
    private const string Column = "participant_id";

    /// <summary>Reads the labels, without sub-.</summary>
    /// <exception cref="ImageException">The file cannot be read, names no subject, or holds a line that is not a label.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ImageException($"{path} is a folder where a file of subjects was expected; name the file in it.");
        }

        if (!File.Exists(path) && !InputFile.IsBrokenLink(path))
        {
            throw ImageException.Missing(path);
        }

        var text = JsonFile.ReadText(path);
        string[] labels = IsTable(text)
           ? [.. Table(path, text).Select(label => Label(path, label))]
           : [.. Lines(text).Select(line => Label($"Line {line.Number} of {path}", line.Label))];
        return labels.Length > 0 ? labels : throw new ImageException($"{path} names no subject; write one label per line, such as sub-01.");
    }

    private static bool IsTable(string text) => text.Split('\n')[0].TrimEnd('\r').Split('\t').Contains(Column);

    private static IEnumerable<string> Table(string path, string text)
    {
        var table = new TsvTable(path, text);
        return Enumerable.Range(0, table.Rows).Select(row => table[row, Column]);
    }

    private static IEnumerable<(int Number, string Label)> Lines(string text) =>
        text.Split('\n').Select((line, i) => (i + 1, Label: line.Split('#')[0].Trim())).Where(line => line.Label.Length > 0);

    private static string Label(string place, string text)
    {
        var label = text.StartsWith("sub-", StringComparison.Ordinal) ? text["sub-".Length..] : text;
        return BidsName.IsLabel(label) ? label
            : throw new ImageException(
               $"{place} names '{text}', which is not a subject's label (letters and digits, with or without sub-); correct the file.");
    }
}
