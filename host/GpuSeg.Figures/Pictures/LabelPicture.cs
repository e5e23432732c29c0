using GpuSeg.Figures.Drawing;
using GpuSeg.Images;

namespace GpuSeg.Figures.Pictures;

/// <summary>Slices of a label map: the background black, labels in the colours of viridis.</summary>
internal static class LabelPicture
{
    public static Picture Of(LabelVolume labels, Section section, int slice)
    {
        var raster = Raster.Coloured(section.Width, section.Height, section.Cut(labels.Labels.Span, slice), Palette(labels.Clusters));
        return new(raster, section.Size, Smooth: false) { Sides = section.Sides };
    }

    /// <summary>Colours of 0..K as bytes red, green, blue.</summary>
    public static byte[] Palette(int clusters)
    {
        var viridis = Viridis.Palette();
        return [0, 0, 0, .. Enumerable.Range(1, clusters).SelectMany(label => viridis.Skip(3 * Viridis.IndexOfLabel(label, clusters)).Take(3))];
    }
}
