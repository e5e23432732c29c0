using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;

namespace GpuSeg.Figures.Pictures;

/// <summary>A picture of a slice with its size in mm and what is drawn and written on it.</summary>
internal sealed record Picture(Raster Raster, (double X, double Y) Size, bool Smooth)
{
    /// <summary>The letters at the left and the right edge: where that side of the picture lies in the body.</summary>
    public (char Left, char Right)? Sides { get; init; }

    /// <summary>A line above the picture.</summary>
    public string? Caption { get; init; }

    /// <summary>Borders of labels.</summary>
    public IReadOnlyList<Contour> Contours { get; init; } = [];

    /// <summary>A slice of a label map: the background black, labels in the colours of viridis.</summary>
    public static Picture OfLabels(LabelVolume labels, CroppedView view, int slice)
    {
        var raster = Raster.Labels(view.Width, view.Height, view.Cut(labels.Labels.Span, slice), labels.Clusters);
        return new(raster, view.Size, Smooth: false) { Sides = view.Sides };
    }
}
