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
