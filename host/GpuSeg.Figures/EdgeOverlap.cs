using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Views;
using GpuSeg.Threads;

namespace GpuSeg.Figures;

/// <summary>Edges of images over the first image, so that a shift between them is seen: a row per image, a slice in each plane.</summary>
public static class EdgeOverlap
{
    private const string OuterColour = "#ffb000";
    private const string InnerColour = "#4fd0ff";

    // In half pixels: smaller loops are noise.
    private const int SmallestLoop = 12;

    /// <summary>Draws the lines at which images pass from dark to middle and from middle to bright values.</summary>
    /// <param name="brain">The images; the first is shown in grey.</param>
    /// <param name="images">Indices of the images whose edges are drawn, from 1.</param>
    public static Figure Draw(Brain brain, IReadOnlyList<int> images)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(images);
        CroppedView[] views = [.. Enum.GetValues<Plane>().Select(brain.Crop)];
        Picture[] grey = [.. views.Select(view => new GreyPicture(brain, 0, view).Of(Middle(view)))];
        var rows = ThreadBudget.Select(images, image =>
        {
            var levels = GreyLevels.Of(brain.Volume(image));
            return (Picture[])[.. views.Select((view, i) => grey[i] with { Contours = Contours(brain, image, view, levels) })];
        });
        return new PictureGrid($"Edges of {string.Join(", ", images.Select(brain.Name))} on {brain.Name(0)}", rows)
        {
            Columns = [.. views.Select(view => view.Whole.Plane.ToString())],
            RowNames = [.. images.Select(brain.Name)],
            Legend = new([("from dark to middle values", OuterColour), ("from middle to bright values", InnerColour)]),
        }.Draw();
    }

    private static int Middle(CroppedView view) => view.Through.Spread(1)[0];

    private static Contour[] Contours(Brain brain, int image, CroppedView view, (float Low, float High) levels)
    {
        var values = view.Cut(brain.Volume(image), Middle(view));
        return [Edge(levels.Low, OuterColour), Edge(levels.High, InnerColour)];

        Contour Edge(float level, string colour)
        {
            var above = Array.ConvertAll(values, value => value >= level ? (byte)1 : (byte)0);
            return new([.. ContourTracer.Trace(above, view.Width, view.Height, 1).Where(IsLarge)], colour);
        }
    }

    private static bool IsLarge((int X, int Y)[] loop) =>
        loop.Max(point => point.X) - loop.Min(point => point.X) >= SmallestLoop
        || loop.Max(point => point.Y) - loop.Min(point => point.Y) >= SmallestLoop;
}
