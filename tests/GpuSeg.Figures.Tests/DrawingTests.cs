using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Pictures;
using SkiaSharp;

namespace GpuSeg.Figures.Tests;

public sealed class DrawingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(2)]
    public void Keeps_every_colour_in_smallest_kind_of_PNG(byte kind)
    {
        uint[] pixels = kind switch
        {
            0 => [.. Enumerable.Range(0, 60).Select(i => (uint)i * 0x010101u)],
            3 => [.. Enumerable.Range(0, 60).Select(i => (uint)(i % 7) << 9)],
            _ => [.. Enumerable.Range(0, 600).Select(i => (uint)i * 0x0307u)],
        };
        var png = SmallestPng.Encode(pixels, 10, pixels.Length / 10);
        Assert.Equal(kind, png[25]);
        var decoded = new Pixels(png);
        Assert.All(Enumerable.Range(0, pixels.Length), i =>
            Assert.Equal(new SKColor((byte)pixels[i], (byte)(pixels[i] >> 8), (byte)(pixels[i] >> 16)), decoded[i % 10, i / 10]));
    }

    [Fact]
    public void Makes_colour_0_transparent_when_clear()
    {
        using var bitmap = SKBitmap.Decode(Raster.Coloured(2, 1, [0, 1], [9, 9, 9, 8, 8, 8], clear: true).ToPng());
        Assert.Equal((0, 255), (bitmap.GetPixel(0, 0).Alpha, bitmap.GetPixel(1, 0).Alpha));
        using var image = Raster.Coloured(2, 1, [0, 1], [9, 9, 9, 8, 8, 8], clear: true).ToImage();
        Assert.Equal((0, 255), (image.PeekPixels().GetPixelColor(0, 0).Alpha, image.PeekPixels().GetPixelColor(1, 0).Alpha));
    }

    [Fact]
    public void Ends_text_with_ellipsis_when_too_wide()
    {
        Assert.Equal("short", TextWidth.Shorten("short", 10, 100));
        var shortened = TextWidth.Shorten("a name that is much too long for its place", 10, 100);
        Assert.EndsWith("…", shortened);
        Assert.InRange(TextWidth.Of(shortened, 10), 80, 100);
    }

    [Fact]
    public void Estimates_text_width_close_to_typeface()
    {
        Assert.SkipWhen(Typefaces.Sans is null, "No font is installed.");
        using var font = new SKFont(Typefaces.Sans, 16);
        string[] texts =
        [
            "T1 with contrast agent", "Apparent diffusion coefficient", "0 500 1000 1500", "Lower bound",
            "stopped after iteration 22, converged",
        ];
        foreach (var text in texts)
        {
            Assert.InRange(TextWidth.Of(text, 16) / font.MeasureText(text), 0.95, 1.25);
        }
    }

    [Fact]
    public void Places_black_at_0_and_white_near_largest_value()
    {
        var window = GreyWindow.Of([.. Enumerable.Range(1, 1000).Select(i => (float)i)]);
        Assert.Equal(0, window.Black, 1e-9);
        Assert.Equal(995, window.White, 1.0);
        Assert.Equal([0, 0, 128, 255, 255], window.Apply([float.NaN, 0, 500, 995, 5000]));
    }

    [Fact]
    public void Places_black_at_low_percentile_when_values_are_negative()
    {
        var window = GreyWindow.Of([.. Enumerable.Range(-500, 1000).Select(i => (float)i)]);
        Assert.Equal(-491, window.Black, 1.0);
        Assert.Equal([0], window.Apply([float.NaN]));
    }

    [Fact]
    public void Makes_window_from_single_value() => Assert.Equal([255, 0], GreyWindow.Of([7, 7, 7]).Apply([7, 0]));

    [Fact]
    public void Replaces_characters_that_XML_cannot_hold() => Assert.Equal("a&lt;b&amp;?😀?", SvgText.Escape("a<b&\u0001😀\ud800"));
}
