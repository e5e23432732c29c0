using System.Globalization;
using GpuSeg.Images;

namespace GpuSeg.Studies.Text;

/// <summary>A table that was read, cells by row and column name.</summary>
internal sealed class TsvTable
{
    private readonly string _path;
    private readonly string[] _columns;
    private readonly string[][] _rows;

    /// <summary>Takes the lines of a file apart.</summary>
    /// <exception cref="ImageException">There is no header line, or a row has more or fewer cells.</exception>
    public TsvTable(string path, string text)
    {
        (int Line, string[] Cells)[] lines = [.. text.Split('\n').Select((line, i) => (Line: i + 1, Text: line.TrimEnd('\r'))).Where(line => line.Text.Length > 0).Select(line => (line.Line, line.Text.Split('\t')))];
        (_path, _columns, _rows) = (path, lines.FirstOrDefault().Cells ?? [], [.. lines.Skip(1).Select(line => line.Cells)]);
        if (_columns.Length == 0)
        {
            throw new ImageException($"{path} is empty where a table was expected; correct the file or make it again.");
        }

        if (lines.FirstOrDefault(line => line.Cells.Length != _columns.Length) is { Cells: { } cells } odd)
        {
            throw new ImageException($"{path} has {Plural.Of(cells.Length, "cell")} in line {odd.Line} where the first has {_columns.Length}; correct the file or make it again.");
        }
    }

    public IReadOnlyList<string> Columns => _columns;

    public int Rows => _rows.Length;

    /// <summary>A cell.</summary>
    /// <exception cref="ImageException">There is no such column.</exception>
    public string this[int row, string column] => Array.IndexOf(_columns, column) is >= 0 and var place
        ? _rows[row][place]
        : throw new ImageException($"{_path} has no column {column}; make it again.");

    /// <summary>A number; NaN for n/a.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public double Number(int row, string column) => this[row, column] is var cell && cell == Tsv.Missing ? double.NaN : double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);
}
