using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// A file of subjects: labels with or without sub-, one per line or joined by commas, and comments after #; or a table with the column
/// participant_id and tabs, commas or semicolons between its cells, such as participants.tsv.
/// </summary>
public static class SubjectList
{
    private const string Column = "participant_id";

    private static readonly char[] s_separators = ['\t', ',', ';'];

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

        (int Number, string Text)[] lines =
        [
            .. TextLines.Of(JsonFile.ReadText(path)).Select((line, i) => (Number: i + 1, Text: line))
                .Where(line => line.Text.Trim().Length > 0),
        ];
        var separator = s_separators.FirstOrDefault(c => lines.Length > 0 && TextLines.QuotedCells(lines[0].Text, c).Contains(Column));
        string[] labels = separator == default
            ? [.. lines.SelectMany(line => Listed(line.Text).Select(label => Label($"Line {line.Number} of {path}", label)))]
            : [.. Table(path, lines, separator).Select(label => Label(path, label))];
        return labels.Length > 0 ? labels : throw new ImageException($"{path} names no subject; write one label per line, such as sub-01.");
    }

    private static IEnumerable<string> Table(string path, (int Number, string Text)[] lines, char separator)
    {
        var columns = TextLines.QuotedCells(lines[0].Text, separator);
        var column = Array.IndexOf(columns, Column);
        foreach (var (number, text) in lines[1..])
        {
            var cells = TextLines.QuotedCells(text, separator);
            if (cells.Length != columns.Length)
            {
                throw new ImageException(
                    $"{path} has {Plural.Of(cells.Length, "cell")} in line {number} and {columns.Length} in the first; "
                    + "correct the file or write it anew.");
            }

            yield return cells[column];
        }
    }

    private static IEnumerable<string> Listed(string line) =>
        TextLines.QuotedCells(line.Split('#')[0], ',').Where(label => label.Length > 0);

    private static string Label(string place, string text)
    {
        var label = text.StartsWith("sub-", StringComparison.Ordinal) ? text["sub-".Length..] : text;
        return BidsName.IsLabel(label) ? label
            : throw new ImageException(
               $"{place} names '{text}', which is not a subject's label (letters and digits, with or without sub-); correct the file.");
    }
}
