using GpuSeg.Figures.Charts;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Views;
using GpuSeg.Threads;

namespace GpuSeg.Figures;

/// <summary>
/// Two-dimensional histograms of all pairs of images, 100 x 100 bins counted as by numpy.histogram2d, in viridis by
/// (count / largest count)^0.2; histograms of 50 bins on the diagonal.
/// </summary>
public static class PairHistogram
{
    private const int Bins = 100;
    private const double Power = 0.2;

    /// <summary>Draws a row and a column per image.</summary>
    public static Figure Draw(Brain brain)
    {
        ArgumentNullException.ThrowIfNull(brain);
        var columns = new BinnedColumn[brain.Images];
        ThreadBudget.For(columns.Length, i => columns[i] = new(brain.Features.Column(i), Bins));
        var charts = PairGrid.Of(brain, (x, y) => new(Range(columns[x]), Range(columns[y]), PairGrid.Size, PairGrid.Size)
        {
            XLabel = brain.Name(x),
            YLabel = brain.Name(y),
            Picture = Paint(Histogram2D.Of(columns[x], columns[y])),
        });
        return ChartGrid.Draw($"Two-dimensional histograms of {string.Join(", ", brain.Features.Names)}", charts);
    }

    private static AxisRange Range(BinnedColumn column) => new(column.Edges.Low, column.Edges.High);

    /// <summary>Paints a histogram, the first bins of both images at the lower left.</summary>
    internal static Raster Paint(Histogram2D histogram)
    {
        var pixels = new byte[Bins * Bins];
        for (var y = 0; y < Bins; y++)
        {
            for (var x = 0; x < Bins; x++)
            {
                var share = (double)histogram[x, y] / histogram.Largest;
                pixels[((Bins - 1 - y) * Bins) + x] = (byte)Math.Min(255, 256 * Math.Pow(share, Power));
            }
        }

        return Raster.Coloured(Bins, Bins, pixels, Viridis.Palette());
    }
}
