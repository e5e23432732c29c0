using System.Text;

namespace GpuSeg.Studies.Text;

/// <summary>Lines and cells of tables that people and spreadsheets write.</summary>
internal static class TextLines
{
    /// <summary>Splits a text into lines, whichever system's line ends it has.</summary>
    public static string[] Of(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');

    /// <summary>Splits a line into cells; a cell in quotes may hold separators and doubled quotes.</summary>
    public static string[] QuotedCells(string line, char separator)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == separator && !quoted)
            {
                Take();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        Take();
        return [.. cells];

        void Take()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }

    /// <summary>Returns whether a quote in the line is not closed.</summary>
    public static bool HasOpenQuote(string line) => line.Count(c => c == '"') % 2 > 0;
}
