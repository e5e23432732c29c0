using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>A picture that fills a box. A smooth picture is interpolated when enlarged; any other keeps its pixels.</summary>
internal sealed record RasterMark(Raster Raster, Rect Rect, bool Smooth) : Mark
{
    private bool Shrinks => Rect.Width < Raster.Width || Rect.Height < Raster.Height;

    public override void Draw(SKCanvas canvas, SKTypeface? typeface)
    {
        using var image = Raster.ToImage();
        using var paint = new SKPaint();
        canvas.DrawImage(image, new SKRect((float)Rect.X, (float)Rect.Y, (float)Rect.Right, (float)Rect.Bottom), Sampling(), paint);
    }

    public override void Write(SvgText svg) => svg.Line(
        $"<image {Rect.Attributes} preserveAspectRatio=\"none\"{(Smooth ? "" : " image-rendering=\"pixelated\"")} "
        + $"href=\"data:image/png;base64,{Convert.ToBase64String(Raster.ToPng())}\"/>");

    private SKSamplingOptions Sampling() => Shrinks ? new(SKFilterMode.Linear, SKMipmapMode.Linear)
        : Smooth ? new(SKCubicResampler.Mitchell)
        : new(SKFilterMode.Nearest);
}
