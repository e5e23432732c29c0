using Spectre.Console;

namespace GpuSeg.Cli.Terminal;

/// <summary>A table on stdout: drawn on a terminal, plain aligned columns in a pipe.</summary>
internal static class Table
{
    /// <summary>Writes the columns, with numbers aligned to the right.</summary>
    public static void Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (Console.IsOutputRedirected)
        {
            WritePlain([columns, .. rows]);
        }
        else
        {
            Draw(columns, rows);
        }
    }

    private static void WritePlain(List<IReadOnlyList<string>> lines)
    {
        var widths = new int[lines[0].Count];
        foreach (var line in lines)
        {
            for (var column = 0; column < widths.Length; column++)
            {
                widths[column] = Math.Max(widths[column], line[column].Length);
            }
        }

        foreach (var line in lines)
        {
            var cells = line.Select((cell, i) => IsText(lines, i) ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            Console.Out.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    // A separate method, so that a run into a pipe never loads the library that draws.
    private static void Draw(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> lines = [columns, .. rows];
        var table = new Spectre.Console.Table { Border = TableBorder.Rounded };
        for (var i = 0; i < columns.Count; i++)
        {
            var alignment = IsText(lines, i) ? Justify.Left : Justify.Right;
            table.AddColumn(new TableColumn(Markup.Escape(columns[i])) { Alignment = alignment });
        }

        foreach (var line in lines.Skip(1))
        {
            table.AddRow([.. line.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
    }

    // A lone dash marks a missing number.
    private static bool IsText(List<IReadOnlyList<string>> lines, int column) =>
        lines.Skip(1).Any(line => line[column].TrimStart('-') is [var first, ..] && !char.IsAsciiDigit(first));
}
