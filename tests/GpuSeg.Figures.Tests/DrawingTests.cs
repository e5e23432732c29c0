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
    public void The_smallest_kind_of_PNG_keeps_every_colour(byte kind)
    {
        uint[] pixels = [.. Enumerable.Range(0, 60).Select(i => kind switch { 0 => (uint)i * 0x010101u, 3 => (uint)(i % 7) << 9, _ => (uint)i * 0x01030507u } & 0xffffff)];
        pixels = kind == 2 ? [.. Enumerable.Range(0, 600).Select(i => (uint)i * 0x0307u)] : pixels;
        var png = SmallestPng.Encode(pixels, 10, pixels.Length / 10);
        Assert.Equal(kind, png[25]);
        var decoded = new Pixels(png);
        Assert.All(Enumerable.Range(0, pixels.Length), i =>
            Assert.Equal(new SKColor((byte)pixels[i], (byte)(pixels[i] >> 8), (byte)(pixels[i] >> 16)), decoded[i % 10, i / 10]));
    }

    [Fact]
    public void Colour_0_may_be_transparent()
    {
        using var bitmap = SKBitmap.Decode(Raster.Coloured(2, 1, [0, 1], [9, 9, 9, 8, 8, 8], clear: true).ToPng());
        Assert.Equal((0, 255), (bitmap.GetPixel(0, 0).Alpha, bitmap.GetPixel(1, 0).Alpha));
        using var image = Raster.Coloured(2, 1, [0, 1], [9, 9, 9, 8, 8, 8], clear: true).ToImage();
        Assert.Equal((0, 255), (image.PeekPixels().GetPixelColor(0, 0).Alpha, image.PeekPixels().GetPixelColor(1, 0).Alpha));
    }

    [Fact]
    public void Text_too_wide_ends_with_an_ellipsis()
    {
        Assert.Equal("short", TextWidth.Shorten("short", 10, 100));
        var shortened = TextWidth.Shorten("a name that is much too long for its place", 10, 100);
        Assert.EndsWith("…", shortened);
        Assert.InRange(TextWidth.Of(shortened, 10), 80, 100);
    }

    [Fact]
    public void Estimated_widths_are_those_of_the_typeface_or_a_little_more()
    {
        Assert.SkipWhen(Typefaces.Sans is null, "There is no font.");
        using var font = new SKFont(Typefaces.Sans, 16);
        foreach (var text in (string[])["T1 with contrast agent", "Apparent diffusion coefficient", "0 500 1000 1500", "Lower bound", "stopped after iteration 22, converged"])
        {
            Assert.InRange(TextWidth.Of(text, 16) / font.MeasureText(text), 0.95, 1.25);
        }
    }

    [Fact]
    public void Black_is_0_and_white_nearly_the_largest_value()
    {
        var window = GreyWindow.Of([.. Enumerable.Range(1, 1000).Select(i => (float)i)]);
        Assert.Equal((0, 995), (window.Black, window.White), (expected, found) => Math.Abs(expected.Item1 - found.Black) < 1e-9 && Math.Abs(expected.Item2 - found.White) <= 1);
        Assert.Equal([0, 0, 128, 255, 255], window.Apply([float.NaN, 0, 500, 995, 5000]));
    }

    [Fact]
    public void Black_is_low_where_values_are_negative()
    {
        var window = GreyWindow.Of([.. Enumerable.Range(-500, 1000).Select(i => (float)i)]);
        Assert.Equal(-491, window.Black, 1.0);
        Assert.Equal([0], window.Apply([float.NaN]));
    }

    [Fact]
    public void One_value_alone_makes_a_window() => Assert.Equal([255, 0], GreyWindow.Of([7, 7, 7]).Apply([7, 0]));

    [Fact]
    public void Names_that_XML_cannot_hold_are_replaced() => Assert.Equal("a&lt;b&amp;?😀?", SvgText.Escape("a<b&\u0001😀\ud800"));
}
