using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>An element of a figure, in its place.</summary>
internal abstract record Mark
{
    /// <summary>Draws the mark for a PNG; text is left out if <paramref name="typeface"/> is null.</summary>
    public abstract void Draw(SKCanvas canvas, SKTypeface? typeface);

    /// <summary>Writes the mark for an SVG.</summary>
    public abstract void Write(SvgText svg);
}

/// <summary>A rectangle of a figure in pixels, y downwards.</summary>
internal readonly record struct Rect(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double MiddleX => X + (Width / 2);

    public double MiddleY => Y + (Height / 2);

    /// <summary>Place and size as attributes of an SVG element.</summary>
    public string Attributes =>
        $"x=\"{SvgText.Number(X)}\" y=\"{SvgText.Number(Y)}\" width=\"{SvgText.Number(Width)}\" height=\"{SvgText.Number(Height)}\"";
}

/// <summary>A box filled with one colour.</summary>
internal sealed record BoxMark(Rect Rect, string Colour) : Mark
{
    public override void Draw(SKCanvas canvas, SKTypeface? typeface)
    {
        using var paint = new SKPaint { Color = SKColor.Parse(Colour) };
        canvas.DrawRect((float)Rect.X, (float)Rect.Y, (float)Rect.Width, (float)Rect.Height, paint);
    }

    public override void Write(SvgText svg) => svg.Line($"<rect {Rect.Attributes} fill=\"{Ink.InSvg(Colour)}\"/>");
}
