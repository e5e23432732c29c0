using GpuSeg.Figures.Drawing;

namespace GpuSeg.Figures.Charts;

/// <summary>Charts of one size in rows and columns, with the same margins.</summary>
internal static class ChartGrid
{
    private const double Edge = 6;

    /// <summary>Lays out charts row by row, with the legend below them; null leaves a gap.</summary>
    public static Figure Draw(string title, IReadOnlyList<IReadOnlyList<Chart?>> rows, Legend? legend = null)
    {
        Chart[] all = [.. rows.SelectMany(row => row).OfType<Chart>()];
        var margins = all.Select(chart => chart.Margins).Aggregate((one, other) => one.Max(other));
        var (width, height) = (all[0].Width + margins.Left + margins.Right, all[0].Height + margins.Top + margins.Bottom);
        var marks = rows.SelectMany((row, r) => row.SelectMany((chart, c) => chart?.Place(
            Math.Round(Edge + (c * width) + margins.Left), Math.Round(Edge + (r * height) + margins.Top)) ?? []));
        var (right, bottom) = ((2 * Edge) + (rows.Max(row => row.Count) * width), Edge + (rows.Count * height));
        return legend is null
            ? new(title, right, bottom + Edge, marks)
            : new(title, right, bottom + Edge + legend.Height(right), marks.Concat(legend.Place(right, bottom)));
    }
}
