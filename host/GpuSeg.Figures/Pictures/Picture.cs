using GpuSeg.Figures.Drawing;

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
}
