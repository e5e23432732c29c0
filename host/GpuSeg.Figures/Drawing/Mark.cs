using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>One thing on a figure, in its place.</summary>
internal abstract record Mark
{
    /// <summary>Draws it for a PNG; without a typeface there is no text.</summary>
    public abstract void Draw(SKCanvas canvas, SKTypeface? typeface);

    /// <summary>Writes it for an SVG.</summary>
    public abstract void Write(SvgText svg);
}
