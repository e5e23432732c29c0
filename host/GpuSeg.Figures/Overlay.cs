using System.Globalization;
using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Views;
using GpuSeg.Threads;

namespace GpuSeg.Figures;

/// <summary>Contours of labels on slices of an image, with sides and millimetres.</summary>
public static class Overlay
{
    /// <summary>Draws slices in all three planes, spread evenly over the mask: a row per plane.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="image">Index of the image to draw on, from 0.</param>
    /// <param name="labels">Labels on the brain's grid.</param>
    /// <param name="cuts">Number of slices in each plane.</param>
    public static Figure Draw(Brain brain, int image, LabelVolume labels, int cuts = 5)
    {
        ArgumentNullException.ThrowIfNull(brain);
        CroppedView[] views = [.. Enum.GetValues<Plane>().Select(brain.Crop)];
        return Draw(brain, image, labels, [.. views.Select(view => (view, view.Through.Spread(cuts)))]);
    }

    /// <summary>Draws slices in one plane.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="image">Index of the image to draw on, from 0.</param>
    /// <param name="labels">Labels on the brain's grid.</param>
    /// <param name="plane">The plane of the slices.</param>
    /// <param name="slices">Indices along the file axis perpendicular to the plane, counted as by NumPy.</param>
    /// <param name="width">Width that the slices share.</param>
    public static Figure Draw(
        Brain brain, int image, LabelVolume labels, Plane plane, IReadOnlyList<int> slices, double width = PictureGrid.FullWidth)
    {
        ArgumentNullException.ThrowIfNull(brain);
        var view = brain.Crop(plane);
        return Draw(brain, image, labels, [(view, [.. slices.Select(view.Whole.SliceOf)])], width);
    }

    /// <summary>Draws the slices that show most of the labels, a column per plane and a row per image.</summary>
    /// <param name="brain">The images.</param>
    /// <param name="images">Indices of the images to draw on, from 0.</param>
    /// <param name="labels">Labels on the brain's grid; at least one voxel has a label.</param>
    public static Figure DrawLargest(Brain brain, IReadOnlyList<int> images, LabelVolume labels)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        CroppedView[] views = [.. Enum.GetValues<Plane>().Select(brain.Crop)];
        int[] slices = [.. views.Select(view => view.Whole.SliceOf(MostInformativeSlice.Find(labels, brain.Grid, view.Whole.Plane)))];
        var rows = ThreadBudget.Select(
            images, image => views.Zip(slices, (view, slice) => Row(brain, image, labels, view, [slice])[0]).ToArray());
        return new PictureGrid($"Contours of the labels on {string.Join(", ", images.Select(brain.Name))}", rows)
        {
            Columns = [.. views.Select(view => view.Whole.Plane.ToString())],
            RowNames = [.. images.Select(brain.Name)],
            Legend = Legend.OfLabels(labels),
        }.Draw();
    }

    private static Figure Draw(
        Brain brain, int image, LabelVolume labels, (CroppedView View, int[] Slices)[] cuts, double width = PictureGrid.FullWidth)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var rows = new Picture[cuts.Length][];
        ThreadBudget.For(rows.Length, row => rows[row] = Row(brain, image, labels, cuts[row].View, cuts[row].Slices));
        return new PictureGrid($"Contours of the labels on {brain.Name(image)}", rows)
        {
            RowNames = [.. cuts.Select(cut => cut.View.Whole.Plane.ToString())],
            Width = width,
            Legend = Legend.OfLabels(labels),
        }.Draw();
    }

    private static Picture[] Row(Brain brain, int image, LabelVolume labels, CroppedView view, int[] slices)
    {
        var grey = new GreyPicture(brain, image, view);
        return [.. slices.Select(slice => grey.Of(slice) with
        {
            Caption = string.Create(CultureInfo.InvariantCulture, $"{view.Whole.Coordinate} = {view.Whole.Millimetres(slice):0} mm"),
            Contours = Contours(view.Cut(labels.Labels.Span, slice), view, labels.Colours),
        })];
    }

    private static Contour[] Contours(byte[] labels, CroppedView view, IReadOnlyList<string> colours) => [.. colours
        .Select((colour, i) => new Contour(ContourTracer.Trace(labels, view.Width, view.Height, (byte)(i + 1)), colour))
        .Where(contour => contour.Loops.Count > 0)];
}
