using System.Globalization;
using System.Text;

namespace GpuSeg.Studies.Text;

/// <summary>Tables in the form of BIDS: tab-separated, UTF-8 without byte order mark, LF, <c>n/a</c> for missing values.</summary>
public static class Tsv
{
    /// <summary>Text of a missing value.</summary>
    internal const string Missing = "n/a";

    /// <summary>Writes a header line and the rows.</summary>
    /// <param name="stream">Left open.</param>
    /// <param name="columns">Column names.</param>
    /// <param name="rows">
    /// As many cells as columns; null, NaN, infinities and empty text become <c>n/a</c>, numbers the shortest text that reads back.
    /// </param>
    public static void Write(Stream stream, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encoding.UTF8.GetBytes(Text(columns, rows)));
    }

    /// <summary>Formats the table that <see cref="Write"/> writes.</summary>
    public static string Text(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder();
        AppendLine(text, columns);
        foreach (var row in rows)
        {
            if (row.Count != columns.Count)
            {
                throw new ArgumentException($"A row has {row.Count} cells where the table has {columns.Count} columns.", nameof(rows));
            }

            AppendLine(text, row);
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, IReadOnlyList<object?> cells) =>
        text.AppendJoin('\t', cells.Select(Cell)).Append('\n');

    private static string Cell(object? value) => value switch
    {
        null or "" or double.NaN or float.NaN => Missing,
        double number when !double.IsFinite(number) => Missing,
        float number when !float.IsFinite(number) => Missing,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        // The format has no quotes: a character that would end a cell or a line becomes a space.
        _ => value.ToString()!.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' '),
    };
}
