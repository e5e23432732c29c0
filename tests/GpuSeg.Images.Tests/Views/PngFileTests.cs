using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using GpuSeg.Images.Views;

namespace GpuSeg.Images.Tests.Views;

public sealed class PngFileTests
{
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 41 * 5 * 3).Select(i => (byte)(i * i * 37 / 11))];

    [Theory]
    [InlineData(0, 1, 7)]
    [InlineData(0, 1, 41)]
    [InlineData(2, 3, 7)]
    [InlineData(2, 3, 41)]
    [InlineData(3, 1, 41)]
    public void Keeps_pixels_through_encoding(byte colour, int channels, int width)
    {
        var pixels = Pixels.AsSpan(0, width * 5 * channels);
        var png = colour switch
        {
            0 => PngFile.Grey(pixels, width, 5),
            2 => PngFile.Rgb(pixels, width, 5),
            _ => PngFile.Palette(pixels, width, 5, new byte[3 * 256]),
        };
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var chunks = Chunks(png);
        Assert.Equal(["IHDR", .. colour == 3 ? ["PLTE"] : Array.Empty<string>(), "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal([0, 0, 0, (byte)width, 0, 0, 0, 5, 8, colour, 0, 0, 0], chunks[0].Data);
        Assert.Equal(pixels.ToArray(), Unfilter(chunks.Single(chunk => chunk.Type == "IDAT").Data, width * channels, channels));
    }

    [Fact]
    public void Refuses_pixels_that_do_not_fill_the_picture() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PngFile.Grey(Pixels, 7, 5));

    private static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var typed = png.AsSpan(at + 4, length + 4);
            Assert.Equal(Crc(typed), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(typed[..4]), typed[4..].ToArray()));
            at += 12 + length;
        }

        return chunks;
    }

    // Annex D of the standard, bit by bit.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
            }
        }

        return ~crc;
    }

    private static byte[] Unfilter(byte[] packed, int stride, int channels)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        zlib.CopyTo(unpacked);
        var (lines, pixels) = (unpacked.ToArray(), new List<byte>());
        for (var y = 0; y * (stride + 1) < lines.Length; y++)
        {
            for (var x = 0; x < stride; x++)
            {
                int At(int dx, int dy) => x + dx < 0 || y + dy < 0 ? 0 : pixels[((y + dy) * stride) + x + dx];
                var (a, b, c) = (At(-channels, 0), At(0, -1), At(-channels, -1));
                var nearest = new[] { a, b, c }.MinBy(value => Math.Abs(a + b - c - value));
                pixels.Add((byte)(lines[(y * (stride + 1)) + 1 + x] + (lines[y * (stride + 1)] == 4 ? nearest : 0)));
            }
        }

        return [.. pixels];
    }
}
