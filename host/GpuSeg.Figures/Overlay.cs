using System.Globalization;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Pictures;
using GpuSeg.Imaging;
using GpuSeg.Imaging.Display;

namespace GpuSeg.Figures;

/// <summary>Contours of labels on the anatomy: cuts evenly through the voxels that take part, with sides and millimetres.</summary>
public static class Overlay
{
    /// <summary>A row per plane and a column per cut.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="image">Number of the image to draw on, from 0.</param>
    /// <param name="labels">Labels on the brain's grid.</param>
    /// <param name="planes">The rows; all three planes where there are none.</param>
    /// <param name="cuts">Number of cuts of each plane.</param>
    public static Figure Draw(Brain brain, int image, LabelVolume labels, IReadOnlyList<Plane>? planes = null, int cuts = 5)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(labels);
        planes ??= Enum.GetValues<Plane>();
        var rows = new Picture[planes.Count][];
        Parallel.For(0, rows.Length, row => rows[row] = Row(brain, image, labels, planes[row], cuts));
        return new PictureGrid($"Contours of the labels on {brain.Name(image)}", rows)
        {
            RowNames = [.. planes.Select(plane => plane.ToString())],
            Legend = Legend.OfLabels(labels.Clusters),
        }.Draw();
    }

    private static Picture[] Row(Brain brain, int image, LabelVolume labels, Plane plane, int cuts)
    {
        var section = new Section(brain.Grid, plane, brain.Mask);
        var grey = new GreyPicture(brain, image, section);
        return [.. section.Spread(cuts).Select(slice => grey.Of(slice) with
        {
            Caption = string.Create(CultureInfo.InvariantCulture, $"{section.View.Coordinate} = {section.View.Millimetres(slice):0} mm"),
            Contours = Contours(section.Cut(labels.Labels.Span, slice), section, labels.Clusters),
        })];
    }

    private static Contour[] Contours(byte[] labels, Section section, int clusters) => [.. Enumerable.Range(1, clusters)
        .Select(label => new Contour(ContourTracer.Trace(labels, section.Width, section.Height, (byte)label), Viridis.HexOfLabel(label, clusters)))
        .Where(contour => contour.Loops.Count > 0)];
}
