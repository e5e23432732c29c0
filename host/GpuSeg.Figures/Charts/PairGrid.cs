using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Threads;

namespace GpuSeg.Figures.Charts;

/// <summary>All pairs of images: the histogram of each on the diagonal, a picture of two images elsewhere.</summary>
internal static class PairGrid
{
    /// <summary>Width and height of a data area in pixels.</summary>
    public const int Size = 260;

    /// <summary>Makes the charts; row r and column c show image r along x and image c along y, as in the lesson.</summary>
    public static Chart[][] Of(Brain brain, Func<int, int, Chart> pair)
    {
        var charts = new Chart[brain.Images][];
        for (var row = 0; row < charts.Length; row++)
        {
            charts[row] = new Chart[brain.Images];
        }

        ThreadBudget.For(brain.Images * brain.Images, i =>
        {
            var (row, column) = (i / brain.Images, i % brain.Images);
            charts[row][column] = row == column ? Diagonal(brain, row) : pair(row, column);
        });
        return charts;
    }

    private static Chart Diagonal(Brain brain, int image) =>
        HistogramChart.Of(Histogram.Of(brain.Features.Column(image)), Size, Size, brain.Name(image), label: null, notes: []);
}

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
