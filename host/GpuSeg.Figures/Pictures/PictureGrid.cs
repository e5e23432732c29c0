using GpuSeg.Figures.Drawing;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Pictures;

/// <summary>Pictures in rows and columns, all at one scale, with titles above the columns and names beside the rows.</summary>
internal sealed record PictureGrid(string Title, IReadOnlyList<IReadOnlyList<Picture?>> Rows)
{
    /// <summary>Width of a figure of its own.</summary>
    public const double FullWidth = 1440;

    private const double LeastColumn = 160;
    private const double MostColumn = 420;
    private const double TitleSize = 16;
    private const double CaptionSize = 12;
    private const double SideSize = 12;
    private const double Gap = 8;

    /// <summary>Width that the columns share.</summary>
    public double Width { get; init; } = FullWidth;

    public IReadOnlyList<string> Columns { get; init; } = [];

    public IReadOnlyList<string> RowNames { get; init; } = [];

    public Legend? Legend { get; init; }

    private int ColumnCount => Rows.Max(row => row.Count);

    private double Left => RowNames.Count == 0 ? Gap : TitleSize + (2 * Gap);

    private double Top => Columns.Count == 0 ? Gap : TitleSize + (2 * Gap);

    /// <summary>Lays out slices with a column per slice and a row per name; a single slice gives one row instead of one column.</summary>
    public static PictureGrid OfSlices(
        string title, IReadOnlyList<Picture[]> rows, IReadOnlyList<string> names, IReadOnlyList<int> fileIndices)
    {
        string[] numbers = [.. fileIndices.Select(index => $"Slice {index}")];
        return fileIndices.Count > 1
            ? new(title, rows) { Columns = numbers, RowNames = names }
            : new(title, [[.. rows.Select(row => row[0])]]) { Columns = names, RowNames = numbers };
    }

    /// <summary>Names slices, such as: Axial slices 3, 5.</summary>
    public static string SliceNames(Plane plane, IReadOnlyList<int> fileIndices) =>
        $"{plane} {(fileIndices.Count == 1 ? "slice" : "slices")} {string.Join(", ", fileIndices)}";

    /// <summary>Lays out the figure.</summary>
    public Figure Draw()
    {
        var column = Math.Round(Math.Clamp(((Width - Left) / ColumnCount) - Gap, LeastColumn, MostColumn));
        var scale = column / Rows.SelectMany(row => row).Max(picture => picture?.Size.X ?? 0);
        var marks = new List<Mark>(Columns.Select((title, c) =>
            TextMark.Centred(title, Left + (c * (column + Gap)) + (column / 2), TitleSize + Gap - 2, TitleSize, column)));
        var y = Top;
        for (var r = 0; r < Rows.Count; r++)
        {
            var height = Math.Round(scale * Rows[r].Max(picture => picture?.Size.Y ?? 0));
            y += Rows[r].Any(picture => picture?.Caption is not null) ? CaptionSize + (Gap / 2) : 0;
            if (r < RowNames.Count)
            {
                marks.Add(TextMark.Centred(RowNames[r], TitleSize + Gap - 2, y + (height / 2), TitleSize, height) with { Upright = true });
            }

            for (var c = 0; c < Rows[r].Count; c++)
            {
                if (Rows[r][c] is { } picture)
                {
                    marks.AddRange(Place(picture, new(Left + (c * (column + Gap)), y, column, height), scale));
                }
            }

            y += height + Gap;
        }
        var width = Left + (ColumnCount * (column + Gap));
        return Legend is null
            ? new(Title, width, y, marks)
            : new(Title, width, y + Legend.Height(width), marks.Concat(Legend.Place(width, y - Gap)));
    }

    private static IEnumerable<Mark> Place(Picture picture, Rect cell, double scale)
    {
        var (width, height) = (Math.Round(picture.Size.X * scale), Math.Round(picture.Size.Y * scale));
        var box = new Rect(Math.Round(cell.MiddleX - (width / 2)), Math.Round(cell.MiddleY - (height / 2)), width, height);
        yield return new RasterMark(picture.Raster, box, picture.Smooth);
        foreach (var contour in picture.Contours)
        {
            yield return new ContourMark(contour, box, picture.Raster.Width, picture.Raster.Height);
        }

        if (picture.Caption is not null)
        {
            yield return TextMark.Centred(picture.Caption, cell.MiddleX, cell.Y - (Gap / 2), CaptionSize, cell.Width);
        }

        if (picture.Sides is not { } sides)
        {
            yield break;
        }

        yield return new TextMark($"{sides.Left}", box.X + 4, box.Y + SideSize + 2, SideSize) { OnPicture = true };
        yield return new TextMark($"{sides.Right}", box.Right - 4, box.Y + SideSize + 2, SideSize, Anchor.End) { OnPicture = true };
    }
}
