using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>A box filled with one colour.</summary>
internal sealed record BoxMark(Rect Rect, string Colour) : Mark
{
    public override void Draw(SKCanvas canvas, SKTypeface? typeface)
    {
        using var paint = new SKPaint { Color = SKColor.Parse(Colour) };
        canvas.DrawRect((float)Rect.X, (float)Rect.Y, (float)Rect.Width, (float)Rect.Height, paint);
    }

    public override void Write(SvgText svg) => svg.Line($"<rect {SvgText.Attributes(Rect)} fill=\"{Ink.InSvg(Colour)}\"/>");
}
