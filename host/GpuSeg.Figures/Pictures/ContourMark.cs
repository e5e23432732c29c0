using System.Globalization;
using System.Text;
using GpuSeg.Figures.Drawing;
using SkiaSharp;

namespace GpuSeg.Figures.Pictures;

/// <summary>A contour on a picture that fills a box.</summary>
internal sealed record ContourMark(Contour Contour, Rect Rect, int PixelWidth, int PixelHeight) : Mark
{
    private const double LineWidth = 1.4;

    private (double X, double Y) Scale => (Rect.Width / (2 * PixelWidth), Rect.Height / (2 * PixelHeight));

    public override void Draw(SKCanvas canvas, SKTypeface? typeface)
    {
        using var path = new SKPath();
        foreach (var loop in Contour.Loops)
        {
            path.AddPoly([.. loop.Select(OnFigure)], close: true);
        }

        using var paint = new SKPaint { Color = SKColor.Parse(Contour.Colour), IsStroke = true, IsAntialias = true };
        (paint.StrokeWidth, paint.StrokeJoin) = ((float)LineWidth, SKStrokeJoin.Round);
        canvas.DrawPath(path, paint);
    }

    public override void Write(SvgText svg) => svg.Line(string.Create(CultureInfo.InvariantCulture,
        $"<path transform=\"translate({SvgText.Number(Rect.X)} {SvgText.Number(Rect.Y)}) scale({Scale.X:0.####} {Scale.Y:0.####})\" "
        + $"fill=\"none\" stroke=\"{Contour.Colour}\" stroke-width=\"{LineWidth}\" stroke-linejoin=\"round\" "
        + $"vector-effect=\"non-scaling-stroke\" d=\"{Steps()}\"/>"));

    private SKPoint OnFigure((int X, int Y) point) => new((float)(Rect.X + (point.X * Scale.X)), (float)(Rect.Y + (point.Y * Scale.Y)));

    // Points are relative to the point before, which takes one or two digits each.
    private string Steps()
    {
        var path = new StringBuilder();
        foreach (var loop in Contour.Loops)
        {
            path.Append(CultureInfo.InvariantCulture, $"M{loop[0].X} {loop[0].Y}l");
            for (var i = 1; i < loop.Length; i++)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(i > 1 ? " " : "")}{loop[i].X - loop[i - 1].X} {loop[i].Y - loop[i - 1].Y}");
            }

            path.Append('z');
        }
        return path.ToString();
    }
}

/// <summary>Closed lines around the pixels of one label, in half pixels from the upper left corner of the picture.</summary>
internal sealed record Contour(IReadOnlyList<(int X, int Y)[]> Loops, string Colour);
