using System.Globalization;
using GpuSeg.Images;

namespace GpuSeg.Studies.Text;

/// <summary>A table that was read, cells by row and column name.</summary>
internal sealed class TsvTable
{
    private readonly string _path;
    private readonly string[] _columns;
    private readonly string[][] _rows;

    /// <summary>Parses the lines of a file.</summary>
    /// <exception cref="ImageException">The header line is missing, or a row has more or fewer cells.</exception>
    public TsvTable(string path, string text)
    {
        (int Line, string[] Cells)[] lines =
        [
            .. text.Split('\n').Select((line, i) => (Line: i + 1, Text: line.TrimEnd('\r'))).Where(line => line.Text.Length > 0)
                .Select(line => (line.Line, line.Text.Split('\t'))),
        ];
        (_path, _columns, _rows) = (path, lines.FirstOrDefault().Cells ?? [], [.. lines.Skip(1).Select(line => line.Cells)]);
        if (_columns.Length == 0)
        {
            throw new ImageException($"{path} is empty, and a table was expected; correct the file or write it anew.");
        }

        if (lines.FirstOrDefault(line => line.Cells.Length != _columns.Length) is { Cells: { } cells } odd)
        {
            throw new ImageException(
                $"{path} has {Plural.Of(cells.Length, "cell")} in line {odd.Line} and {_columns.Length} in the first; "
                + "correct the file or write it anew.");
        }
    }

    public IReadOnlyList<string> Columns => _columns;

    public int Rows => _rows.Length;

    /// <summary>Text of a cell.</summary>
    /// <exception cref="ImageException">The table has no such column.</exception>
    public string this[int row, string column] => Array.IndexOf(_columns, column) is >= 0 and var place
        ? _rows[row][place]
        : throw new ImageException($"{_path} has no column {column}; write it anew.");

    /// <summary>Parses a number; NaN for n/a.</summary>
    /// <exception cref="FormatException">The cell is not a number.</exception>
    public double Number(int row, string column) => this[row, column] is var cell && cell == Tsv.Missing
        ? double.NaN
        : double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);
}
