using GpuSeg.Images.Views;
using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>A picture of at most 256 colours, one byte a pixel, rows from the top.</summary>
internal sealed class Raster
{
    private readonly byte[] _pixels;
    private readonly byte[]? _palette;
    private readonly bool _clear;

    private Raster(int width, int height, byte[] pixels, byte[]? palette, bool clear) =>
        (Width, Height, _pixels, _palette, _clear) = (width, height, pixels, palette, clear);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Pixels row by row from the top.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Makes a grey picture, 0 black, 255 white.</summary>
    public static Raster Grey(int width, int height, byte[] pixels) => new(width, height, pixels, null, clear: false);

    /// <summary>Makes a picture from colour numbers.</summary>
    /// <param name="width">Number of columns.</param>
    /// <param name="height">Number of rows.</param>
    /// <param name="pixels">Index into the palette of every pixel; length width x height.</param>
    /// <param name="palette">Colours as bytes red, green, blue.</param>
    /// <param name="clear">Whether colour 0 is transparent.</param>
    public static Raster Coloured(int width, int height, byte[] pixels, byte[] palette, bool clear = false) =>
        new(width, height, pixels, palette, clear);

    /// <summary>Makes a picture of labels 0..K in their colours #rrggbb, 0 black or transparent.</summary>
    public static Raster Labels(int width, int height, byte[] labels, IReadOnlyList<string> colours, bool clear = false) =>
        Coloured(width, height, labels, [0, 0, 0, .. colours.SelectMany(colour => Convert.FromHexString(colour.AsSpan(1)))], clear);

    public byte[] ToPng() => _palette is null
        ? PngFile.Grey(_pixels, Width, Height)
        : PngFile.Palette(_pixels, Width, Height, _palette, _clear);

    public SKImage ToImage()
    {
        var rgba = new byte[_pixels.Length * 4];
        for (var i = 0; i < _pixels.Length; i++)
        {
            Colour(_pixels[i]).CopyTo(rgba.AsSpan(i * 4));
        }

        return SKImage.FromPixelCopy(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul), rgba);
    }

    private ReadOnlySpan<byte> Colour(byte pixel) => _palette is null
        ? (byte[])[pixel, pixel, pixel, 255]
        : [_palette[pixel * 3], _palette[(pixel * 3) + 1], _palette[(pixel * 3) + 2], (byte)(_clear && pixel == 0 ? 0 : 255)];
}

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
