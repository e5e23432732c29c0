using GpuSeg.Figures.Charts;
using GpuSeg.Figures.Model;

namespace GpuSeg.Figures.Tests;

public sealed class PairTests
{
    [Fact]
    public void Places_values_on_their_axis()
    {
        var (range, pixels) = PairScatter.Pixels([0, 10, 20]);
        Assert.Equal((-1, 21), (range.Low, range.High));
        Assert.Equal([PairGrid.Size * 1 / 22, PairGrid.Size * 11 / 22, PairGrid.Size * 21 / 22], pixels.Select(pixel => (int)pixel));
    }

    [Fact]
    public void Paints_first_bins_at_lower_left_and_colours_by_fifth_root_of_counts()
    {
        // 32 times (0, 0) at the lower left, once (99, 0) at the lower right and (0, 99) at the upper left.
        float[] x = [.. new float[32], 99, 0], y = [.. new float[32], 0, 99];
        var pixels = PairHistogram.Paint(Histogram2D.Of(x, y)).Pixels;
        Assert.Equal((255, 128, 128, 0), (pixels[9900], pixels[9999], pixels[0], pixels[99]));
    }

    [Fact]
    public void Shows_row_image_along_x_and_column_image_along_y()
    {
        var charts = PairGrid.Of(
            SyntheticBrain.Of("t1", "flair"), (x, y) => new(new(0, 1), new(0, 1), 1, 1) { XLabel = $"{x}", YLabel = $"{y}" });
        Assert.Equal(("0", "1", "1", "0"), (charts[0][1].XLabel, charts[0][1].YLabel, charts[1][0].XLabel, charts[1][0].YLabel));
        Assert.Equal(("t1", "flair"), (charts[0][0].Title, charts[1][1].Title));
    }

    [Fact]
    public void Rejects_labels_beyond_clusters_and_wrong_number_of_names()
    {
        Assert.Throws<ArgumentException>(() => new LabelVolume(new byte[] { 0, 3 }, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LabelVolume(new byte[] { 0, 2 }, 2, ["one"]));
    }
}
