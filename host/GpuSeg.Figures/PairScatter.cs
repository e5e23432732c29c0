using GpuSeg.Figures.Charts;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Threads;

namespace GpuSeg.Figures;

/// <summary>Scatter plots of all pairs of images, coloured by label; histograms of 50 bins on the diagonal.</summary>
public static class PairScatter
{
    /// <summary>Draws a row and a column per image.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="labels">Labels on the brain's grid; voxels of the mask without a label are left out.</param>
    public static Figure Draw(Brain brain, LabelVolume labels)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(labels);
        var voxels = new VoxelsByLabel(Gather(brain, labels), labels.Clusters);
        var columns = new (AxisRange Range, ushort[] Pixels)[brain.Images];
        ThreadBudget.For(columns.Length, i => columns[i] = Pixels(brain.Features.Column(i)));
        var charts = PairGrid.Of(brain, (x, y) => new(columns[x].Range, columns[y].Range, PairGrid.Size, PairGrid.Size)
        {
            XLabel = brain.Name(x),
            YLabel = brain.Name(y),
            Picture = ScatterRaster.Paint(PairGrid.Size, columns[x].Pixels, columns[y].Pixels, voxels, labels.Colours),
        });
        var title = $"Scatter plots of {string.Join(", ", brain.Features.Names)} by label";
        return ChartGrid.Draw(title, charts, Legend.OfLabels(labels));
    }

    private static byte[] Gather(Brain brain, LabelVolume labels)
    {
        var all = labels.Labels.Span;
        var gathered = new byte[brain.Mask.Count];
        for (var i = 0; i < gathered.Length; i++)
        {
            gathered[i] = all[brain.Mask.Positions[i]];
        }

        return gathered;
    }

    /// <summary>Returns the axis range of values, and the pixel of each value on the axis.</summary>
    internal static (AxisRange Range, ushort[] Pixels) Pixels(ReadOnlySpan<float> values)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        var range = AxisRange.Around(low, high);
        var (pixels, scale) = (new ushort[values.Length], PairGrid.Size / range.Span);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (ushort)((values[i] - range.Low) * scale);
        }

        return (range, pixels);
    }
}
