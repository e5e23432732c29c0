using GpuSeg.Engine.Voxels;
using GpuSeg.Figures.Charts;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Threads;

namespace GpuSeg.Figures;

/// <summary>The values that a histogram counts.</summary>
public enum HistogramKind
{
    /// <summary>All voxels of the images, the background included.</summary>
    AllVoxels,

    /// <summary>The voxels in the mask.</summary>
    Masked,

    /// <summary>The voxels in the mask, scaled to mean 0 and variance 1.</summary>
    Scaled,
}

/// <summary>Histograms of intensities: a column per image, a row per kind.</summary>
public static class Histograms
{
    private const double Width = 300;
    private const double Height = 205;

    /// <summary>Draws counts in 50 bins, counted as by numpy.histogram.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="kinds">The rows, from the top.</param>
    public static Figure Draw(Brain brain, IReadOnlyList<HistogramKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(kinds);
        var counted = Count(brain, kinds);
        var rows = kinds.Select((kind, row) => Enumerable.Range(0, brain.Images)
            .Select(image => Panel(brain, image, kind, counted[row, image])).ToArray());
        return ChartGrid.Draw($"Histograms of {string.Join(", ", brain.Features.Names)}", [.. rows]);
    }

    /// <summary>Counts the values of one image in 50 bins.</summary>
    public static Histogram Count(Brain brain, int image, HistogramKind kind)
    {
        ArgumentNullException.ThrowIfNull(brain);
        return kind switch
        {
            HistogramKind.AllVoxels => Histogram.Of(brain.VolumeOnce(image)),
            HistogramKind.Masked => Histogram.Of(brain.Features.Column(image)),
            _ => Histogram.Of<double>(Scaled(brain.Features, image)),
        };
    }

    private static Histogram[,] Count(Brain brain, IReadOnlyList<HistogramKind> kinds)
    {
        var counted = new Histogram[kinds.Count, brain.Images];
        ThreadBudget.For(counted.Length, i =>
        {
            var (row, image) = (i / brain.Images, i % brain.Images);
            counted[row, image] = Count(brain, image, kinds[row]);
        });
        return counted;
    }

    private static double[] Scaled(FeatureMatrix features, int image)
    {
        var scaler = StandardScaler.Fit(features.Select([image]));
        var (mean, scale) = (scaler.Mean[0], scaler.Scale[0]);
        var scaled = new double[features.Count];
        var column = features.Column(image);
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (column[i] - mean) / scale;
        }

        return scaled;
    }

    private static Chart Panel(Brain brain, int image, HistogramKind kind, Histogram histogram) =>
        HistogramChart.Of(histogram, Width, Height, brain.Name(image), Label(kind), [.. Notes(histogram)]);

    private static string Label(HistogramKind kind) => kind switch
    {
        HistogramKind.AllVoxels => "Intensity, all voxels",
        HistogramKind.Masked => "Intensity in the mask",
        _ => "Scaled intensity in the mask",
    };

    private static IEnumerable<string> Notes(Histogram histogram)
    {
        if (histogram.Zeros > 0)
        {
            yield return $"zeros: {histogram.Zeros:N0}";
        }

        if (histogram.NotFinite > 0)
        {
            yield return $"not finite, not counted: {histogram.NotFinite:N0}";
        }
    }
}
