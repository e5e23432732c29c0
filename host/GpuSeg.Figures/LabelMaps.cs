using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures;

/// <summary>A row of label maps.</summary>
/// <param name="Name">Text beside the row, such as 3 clusters.</param>
/// <param name="Maps">Maps from the left; null leaves a gap.</param>
public sealed record LabelRow(string Name, IReadOnlyList<LabelVolume?> Maps);

/// <summary>Label maps in the colours of viridis on black, cropped to the voxels with a label in any of the maps.</summary>
public static class LabelMaps
{
    /// <summary>Draws one slice of many label maps, such as the maps of all numbers of clusters and images.</summary>
    /// <param name="grid">The grid of the maps.</param>
    /// <param name="plane">The plane of the slice.</param>
    /// <param name="slice">Index along the file axis perpendicular to the plane, counted as by NumPy.</param>
    /// <param name="columns">Titles of the columns.</param>
    /// <param name="rows">The maps.</param>
    /// <param name="width">Width that the maps share.</param>
    /// <param name="legend">Names beside their colours #rrggbb, below the maps; empty or null for no legend.</param>
    public static Figure Draw(
        Grid grid, Plane plane, int slice, IReadOnlyList<string> columns, IReadOnlyList<LabelRow> rows,
        double width = PictureGrid.FullWidth, IReadOnlyList<(string Name, string Colour)>? legend = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var view = Crop(grid, plane, [.. rows.SelectMany(row => row.Maps).OfType<LabelVolume>()]);
        var index = view.Whole.SliceOf(slice);
        Picture?[][] pictures = [.. rows.Select(row => row.Maps
            .Select(map => map is null ? null : Picture.OfLabels(map, view, index)).ToArray())];
        string[] names = [.. rows.Select(row => row.Name)];
        var title = $"{PictureGrid.SliceNames(plane, [slice])} of label maps: {string.Join(", ", names)} of {string.Join(", ", columns)}";
        return new PictureGrid(title, pictures)
        {
            Columns = columns,
            RowNames = Array.TrueForAll(names, name => name.Length == 0) ? [] : names,
            Width = width,
            Legend = legend is [_, ..] ? new(legend) : null,
        }.Draw();
    }

    /// <summary>Draws several slices of label maps: a row per map and a column per slice; a single slice gives rows of maps.</summary>
    /// <param name="grid">The grid of the maps.</param>
    /// <param name="plane">The plane of the slices.</param>
    /// <param name="slices">Indices along the file axis perpendicular to the plane, counted as by NumPy.</param>
    /// <param name="names">Names of the maps.</param>
    /// <param name="maps">The maps.</param>
    /// <param name="columns">Number of maps in a row if there is a single slice.</param>
    public static Figure Draw(
        Grid grid, Plane plane, IReadOnlyList<int> slices, IReadOnlyList<string> names, IReadOnlyList<LabelVolume> maps, int columns = 5)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(maps);
        var view = Crop(grid, plane, maps);
        Picture[][] rows = [.. maps.Select(map => slices
            .Select(index => Picture.OfLabels(map, view, view.Whole.SliceOf(index))).ToArray())];
        var title = $"{PictureGrid.SliceNames(plane, slices)} of the label maps {string.Join(", ", names)}";
        return (slices.Count > 1 || maps.Count <= columns ? PictureGrid.OfSlices(title, rows, names, slices) : Wrapped()).Draw();

        PictureGrid Wrapped() => new(title, [.. rows.Select((row, i) => row[0] with { Caption = names[i] }).Chunk(columns)])
        {
            RowNames = Clusters(maps, columns),
        };
    }

    /// <summary>Returns file indices of <paramref name="count"/> slices, spread evenly over the labelled voxels of all maps.</summary>
    public static IReadOnlyList<int> Spread(Grid grid, Plane plane, IReadOnlyList<LabelVolume> maps, int count)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var view = Crop(grid, plane, maps);
        return [.. view.Through.Spread(count).Select(view.Whole.FileIndex).Order()];
    }

    // Row names, if the maps of each row have the same number of clusters.
    private static string[] Clusters(IReadOnlyList<LabelVolume> maps, int columns)
    {
        int[][] rows = [.. maps.Select(map => map.Clusters).Chunk(columns)];
        return Array.TrueForAll(rows, row => row.Distinct().Count() == 1) ? [.. rows.Select(row => $"{row[0]} clusters")] : [];
    }

    private static CroppedView Crop(Grid grid, Plane plane, IReadOnlyList<LabelVolume> maps)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var labelled = maps[0].Labels.ToArray();
        foreach (var map in maps.Skip(1))
        {
            var labels = map.Labels.Span;
            for (var i = 0; i < labelled.Length; i++)
            {
                labelled[i] |= labels[i];
            }
        }
        return new(grid, plane, Extent.Around(grid, labelled));
    }
}
