using SkiaSharp;

namespace GpuSeg.Figures.Tests;

/// <summary>A PNG file, decoded by Skia.</summary>
internal sealed class Pixels
{
    private readonly SKColor[] _colours;

    public Pixels(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        (Width, Height, _colours) = (bitmap.Width, bitmap.Height, bitmap.Pixels);
    }

    public int Width { get; }

    public int Height { get; }

    public SKColor this[int x, int y] => _colours[(y * Width) + x];


    public bool Near(int x, int y, SKColor colour, int tolerance)
    {
        var found = this[x, y];
        return Math.Abs(found.Red - colour.Red) <= tolerance && Math.Abs(found.Green - colour.Green) <= tolerance
            && Math.Abs(found.Blue - colour.Blue) <= tolerance;
    }
}
