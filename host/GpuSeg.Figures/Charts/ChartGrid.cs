using GpuSeg.Figures.Drawing;

namespace GpuSeg.Figures.Charts;

/// <summary>Charts of one size in rows and columns, with the same room around each.</summary>
internal static class ChartGrid
{
    private const double Edge = 6;

    /// <summary>A figure of the charts, row by row, null being a gap; legend entries stand below them.</summary>
    public static Figure Draw(string title, IReadOnlyList<IReadOnlyList<Chart?>> rows, Legend? legend = null)
    {
        Chart[] all = [.. rows.SelectMany(row => row).OfType<Chart>()];
        var margins = all.Select(chart => chart.Margins).Aggregate((one, other) => one.Or(other));
        var cell = new Rect(Edge, Edge, all[0].Width + margins.Left + margins.Right, all[0].Height + margins.Top + margins.Bottom);
        var marks = rows.SelectMany((row, r) => row.SelectMany((chart, c) =>
            chart?.Place(Math.Round(cell.X + (c * cell.Width) + margins.Left), Math.Round(cell.Y + (r * cell.Height) + margins.Top)) ?? []));
        var (width, bottom) = ((2 * Edge) + (rows.Max(row => row.Count) * cell.Width), Edge + (rows.Count * cell.Height));
        return legend is null
            ? new(title, width, bottom + Edge, marks)
            : new(title, width, bottom + Edge + legend.Height(width), marks.Concat(legend.Place(width, bottom)));
    }
}
