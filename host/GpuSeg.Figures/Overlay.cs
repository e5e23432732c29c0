using System.Globalization;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures;

/// <summary>Contours of labels on the anatomy, with sides and millimetres.</summary>
public static class Overlay
{
    /// <summary>Cuts in all three planes, evenly spread over the voxels that take part: a row per plane.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="image">Number of the image to draw on, from 0.</param>
    /// <param name="labels">Labels on the brain's grid.</param>
    /// <param name="cuts">Number of cuts of each plane.</param>
    public static Figure Draw(Brain brain, int image, LabelVolume labels, int cuts = 5)
    {
        ArgumentNullException.ThrowIfNull(brain);
        Section[] sections = [.. Enum.GetValues<Plane>().Select(brain.Section)];
        return Draw(brain, image, labels, [.. sections.Select(section => (section, section.Through.Spread(cuts)))]);
    }

    /// <summary>Cuts in one plane.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="image">Number of the image to draw on, from 0.</param>
    /// <param name="labels">Labels on the brain's grid.</param>
    /// <param name="plane">The plane of the cuts.</param>
    /// <param name="slices">Indices along the axis of the file that the plane is across, as NumPy would count.</param>
    public static Figure Draw(Brain brain, int image, LabelVolume labels, Plane plane, IReadOnlyList<int> slices)
    {
        ArgumentNullException.ThrowIfNull(brain);
        var section = brain.Section(plane);
        return Draw(brain, image, labels, [(section, [.. slices.Select(section.View.SliceOf)])]);
    }

    private static Figure Draw(Brain brain, int image, LabelVolume labels, (Section Section, int[] Slices)[] cuts)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var rows = new Picture[cuts.Length][];
        Parallel.For(0, rows.Length, row => rows[row] = Row(brain, image, labels, cuts[row].Section, cuts[row].Slices));
        return new PictureGrid($"Contours of the labels on {brain.Name(image)}", rows)
        {
            RowNames = [.. cuts.Select(cut => cut.Section.View.Plane.ToString())],
            Legend = Legend.Of(labels),
        }.Draw();
    }

    private static Picture[] Row(Brain brain, int image, LabelVolume labels, Section section, int[] slices)
    {
        var grey = new GreyPicture(brain, image, section);
        return [.. slices.Select(slice => grey.Of(slice) with
        {
            Caption = string.Create(CultureInfo.InvariantCulture, $"{section.View.Coordinate} = {section.View.Millimetres(slice):0} mm"),
            Contours = Contours(section.Cut(labels.Labels.Span, slice), section, labels.Clusters),
        })];
    }

    private static Contour[] Contours(byte[] labels, Section section, int clusters) => [.. Enumerable.Range(1, clusters)
        .Select(label => new Contour(ContourTracer.Trace(labels, section.Width, section.Height, (byte)label), Viridis.HexOfLabel(label, clusters)))
        .Where(contour => contour.Loops.Count > 0)];
}
