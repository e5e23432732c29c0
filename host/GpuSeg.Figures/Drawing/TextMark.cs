using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>The part of a line of text that lies at its position.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A line of text; (X, Y) is on its baseline. Upright text reads from the bottom to the top.</summary>
internal sealed record TextMark(string Text, double X, double Y, double Size, Anchor Anchor = Anchor.Start) : Mark
{
    private const int OutlineWidth = 2;

    /// <summary>Whether the text lies on a picture: white with a black outline.</summary>
    public bool OnPicture { get; init; }

    public bool Upright { get; init; }

    /// <summary>Centres text on a point, shortened to <paramref name="width"/>.</summary>
    public static TextMark Centred(string text, double x, double y, double size, double width) =>
        new(TextWidth.Shorten(text, size, width), x, y, size, Anchor.Middle);

    public override void Draw(SKCanvas canvas, SKTypeface? typeface)
    {
        if (typeface is null)
        {
            return;
        }

        using var font = new SKFont(typeface, (float)Size) { Subpixel = true, Hinting = SKFontHinting.None };
        var align = Anchor switch { Anchor.Start => SKTextAlign.Left, Anchor.Middle => SKTextAlign.Center, _ => SKTextAlign.Right };
        canvas.Save();
        canvas.Translate((float)X, (float)Y);
        if (Upright)
        {
            canvas.RotateDegrees(-90);
        }

        if (OnPicture)
        {
            using var outline = new SKPaint { Color = SKColors.Black, IsAntialias = true, IsStroke = true, StrokeWidth = OutlineWidth };
            outline.StrokeJoin = SKStrokeJoin.Round;
            canvas.DrawText(Text, 0, 0, align, font, outline);
        }
        using var paint = new SKPaint { Color = SKColor.Parse(OnPicture ? Ink.OnPicture : Ink.Text), IsAntialias = true };
        canvas.DrawText(Text, 0, 0, align, font, paint);
        canvas.Restore();
    }

    public override void Write(SvgText svg)
    {
        var place = Upright
            ? $"transform=\"translate({SvgText.Number(X)} {SvgText.Number(Y)}) rotate(-90)\""
            : $"x=\"{SvgText.Number(X)}\" y=\"{SvgText.Number(Y)}\"";
        var anchor = Anchor switch { Anchor.Start => "", Anchor.Middle => " text-anchor=\"middle\"", _ => " text-anchor=\"end\"" };
        var colour = OnPicture
            ? $" fill=\"{Ink.OnPicture}\" stroke=\"#000000\" stroke-width=\"{OutlineWidth}\""
                + " stroke-linejoin=\"round\" paint-order=\"stroke\""
            : "";
        svg.Line($"<text {place} font-size=\"{SvgText.Number(Size)}\"{anchor}{colour}>{SvgText.Escape(Text)}</text>");
    }
}
