using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>Which part of a line of text its position is.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A line of text; (X, Y) is on its baseline. Upright text reads from the bottom to the top.</summary>
internal sealed record TextMark(string Text, double X, double Y, double Size, Anchor Anchor = Anchor.Start) : Mark
{
    public string Colour { get; init; } = Ink.Text;

    public bool Upright { get; init; }

    public override void Draw(SKCanvas canvas, SKTypeface? typeface)
    {
        if (typeface is null)
            return;
        using var font = new SKFont(typeface, (float)Size) { Subpixel = true, Hinting = SKFontHinting.None };
        using var paint = new SKPaint { Color = SKColor.Parse(Colour), IsAntialias = true };
        var align = Anchor switch { Anchor.Start => SKTextAlign.Left, Anchor.Middle => SKTextAlign.Center, _ => SKTextAlign.Right };
        canvas.Save();
        canvas.Translate((float)X, (float)Y);
        if (Upright)
            canvas.RotateDegrees(-90);
        canvas.DrawText(Text, 0, 0, align, font, paint);
        canvas.Restore();
    }

    public override void Write(SvgText svg)
    {
        var place = Upright
            ? $"transform=\"translate({SvgText.Number(X)} {SvgText.Number(Y)}) rotate(-90)\""
            : $"x=\"{SvgText.Number(X)}\" y=\"{SvgText.Number(Y)}\"";
        var anchor = Anchor switch { Anchor.Start => "", Anchor.Middle => " text-anchor=\"middle\"", _ => " text-anchor=\"end\"" };
        var colour = Colour == Ink.Text ? "" : $" fill=\"{Ink.InSvg(Colour)}\"";
        svg.Line($"<text {place} font-size=\"{SvgText.Number(Size)}\"{anchor}{colour}>{SvgText.Escape(Text)}</text>");
    }
}
