using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Pictures;

/// <summary>Slices as columns; what they are of as rows.</summary>
internal static class SliceGrid
{
    /// <summary>Which slices they are, in words.</summary>
    public static string Name(Plane plane, IReadOnlyList<int> fileIndices) =>
        $"{plane} {(fileIndices.Count == 1 ? "slice" : "slices")} {string.Join(", ", fileIndices)}";

    /// <summary>The grid; a single slice stands on its side, so that it is a row and not a column.</summary>
    public static PictureGrid Of(string title, IReadOnlyList<Picture[]> rows, IReadOnlyList<string> names, IReadOnlyList<int> fileIndices)
    {
        string[] numbers = [.. fileIndices.Select(index => $"Slice {index}")];
        return fileIndices.Count > 1
            ? new(title, rows) { Columns = numbers, RowNames = names }
            : new(title, [[.. rows.Select(row => row[0])]]) { Columns = names, RowNames = numbers };
    }
}
