using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;

namespace GpuSeg.Figures.Pictures;

/// <summary>A picture of a slice with its size in mm, contours and texts.</summary>
internal sealed record Picture(Raster Raster, (double X, double Y) Size, bool Smooth)
{
    /// <summary>Anatomical letters at the left and the right edge.</summary>
    public (char Left, char Right)? Sides { get; init; }

    /// <summary>Text above the picture.</summary>
    public string? Caption { get; init; }

    /// <summary>Contours of labels on the picture.</summary>
    public IReadOnlyList<Contour> Contours { get; init; } = [];

    /// <summary>Draws a slice of a label map: the background black, labels in their colours.</summary>
    public static Picture OfLabels(LabelVolume labels, CroppedView view, int slice)
    {
        var raster = Raster.Labels(view.Width, view.Height, view.Cut(labels.Labels.Span, slice), labels.Colours);
        return new(raster, view.Size, Smooth: false) { Sides = view.Sides };
    }
}
