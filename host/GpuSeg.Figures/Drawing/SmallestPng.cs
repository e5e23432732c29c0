using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Drawing;

/// <summary>Encoder of opaque pixels as the smallest kind of PNG: grey, up to 256 colours, or any colours.</summary>
internal static class SmallestPng
{
    /// <summary>Encodes a PNG file.</summary>
    /// <param name="pixels">Red in the lowest byte, then green and blue; row by row from the top.</param>
    /// <param name="width">Number of columns.</param>
    /// <param name="height">Number of rows.</param>
    public static byte[] Encode(ReadOnlySpan<uint> pixels, int width, int height) =>
        Grey(pixels) is { } grey ? PngFile.Grey(grey, width, height)
        : Numbered(pixels) is var (numbers, palette) ? PngFile.Palette(numbers, width, height, palette)
        : PngFile.Rgb(Rgb(pixels), width, height);

    private static byte[]? Grey(ReadOnlySpan<uint> pixels)
    {
        var grey = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var level = pixels[i] & 0xff;
            if ((pixels[i] & 0xffffff) != level * 0x010101)
            {
                return null;
            }

            grey[i] = (byte)level;
        }
        return grey;
    }

    private static (byte[] Numbers, byte[] Palette)? Numbered(ReadOnlySpan<uint> pixels)
    {
        var numbers = new byte[pixels.Length];
        var numberOf = new Dictionary<uint, byte>();
        for (var i = 0; i < pixels.Length; i++)
        {
            if (i > 0 && pixels[i] == pixels[i - 1])
            {
                numbers[i] = numbers[i - 1];
                continue;
            }
            if (!numberOf.TryGetValue(pixels[i], out numbers[i]))
            {
                if (numberOf.Count == 256)
                {
                    return null;
                }

                numberOf[pixels[i]] = numbers[i] = (byte)numberOf.Count;
            }
        }
        return (numbers, Rgb([.. numberOf.Keys]));
    }

    private static byte[] Rgb(ReadOnlySpan<uint> pixels)
    {
        var rgb = new byte[pixels.Length * 3];
        for (var (i, to) = (0, 0); i < pixels.Length; i++, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = ((byte)pixels[i], (byte)(pixels[i] >> 8), (byte)(pixels[i] >> 16));
        }

        return rgb;
    }
}
