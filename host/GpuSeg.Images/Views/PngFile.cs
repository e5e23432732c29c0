using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.Intrinsics;

namespace GpuSeg.Images.Views;

/// <summary>Pictures as PNG files (ISO/IEC 15948), 8 bits a channel: the same pixels give the same bytes.</summary>
public static class PngFile
{
    private const byte GreyColour = 0;
    private const byte RgbColour = 2;
    private const byte PaletteColour = 3;

    /// <summary>Encodes a grey picture.</summary>
    /// <param name="pixels">Row by row from the top; length width x height.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    public static byte[] Grey(ReadOnlySpan<byte> pixels, int width, int height) => Encode(pixels, width, height, GreyColour, []);

    /// <summary>Encodes a picture of colours given as bytes red, green, blue.</summary>
    /// <inheritdoc cref="Grey"/>
    public static byte[] Rgb(ReadOnlySpan<byte> pixels, int width, int height) => Encode(pixels, width, height, RgbColour, []);

    /// <summary>Encodes a picture whose pixels are indices of colours.</summary>
    /// <param name="pixels">Row by row from the top; length width x height.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="palette">Up to 256 colours as bytes red, green, blue; more than the largest pixel.</param>
    /// <param name="clear">Whether pixels of colour 0 are transparent.</param>
    public static byte[] Palette(ReadOnlySpan<byte> pixels, int width, int height, ReadOnlySpan<byte> palette, bool clear = false) =>
        Encode(pixels, width, height, PaletteColour, palette, clear);

    private static byte[] Encode(
        ReadOnlySpan<byte> pixels, int width, int height, byte colour, ReadOnlySpan<byte> palette, bool clear = false)
    {
        var channels = colour == RgbColour ? 3 : 1;
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, width * height * channels);
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n\x1a\n"u8]);
        Span<byte> header = [0, 0, 0, 0, 0, 0, 0, 0, 8, colour, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        Chunk(png, "IHDR"u8, header);
        if (!palette.IsEmpty)
        {
            Chunk(png, "PLTE"u8, palette);
        }

        if (clear)
        {
            Chunk(png, "tRNS"u8, [0]);
        }

        Chunk(png, "IDAT"u8, Compress(pixels, width * channels, channels, colour));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        png.Write(number);
    }

    // Neighbouring intensities are alike, so their differences pack better; neighbouring indices of colours are equal or unrelated.
    // RGB pictures are large files of their own, for which speed matters more than a fifth of their size.
    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> pixels, int stride, int channels, byte colour)
    {
        const byte none = 0;
        const byte paeth = 4;
        var predict = colour != PaletteColour;
        var packed = new MemoryStream();
        var options = new ZLibCompressionOptions { CompressionLevel = colour == RgbColour ? 2 : 6 };
        using (var zlib = new ZLibStream(packed, options, leaveOpen: true))
        {
            var line = new byte[stride + 1];
            line[0] = predict ? paeth : none;
            var above = ReadOnlySpan<byte>.Empty;
            for (var start = 0; start < pixels.Length; start += stride)
            {
                var row = pixels.Slice(start, stride);
                if (predict)
                {
                    Subtract(row, above, channels, line.AsSpan(1));
                }
                else
                {
                    row.CopyTo(line.AsSpan(1));
                }

                zlib.Write(line);
                above = row;
            }
        }
        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    private static void Subtract(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int channels, Span<byte> differences)
    {
        for (var i = 0; i < channels; i++)
        {
            differences[i] = (byte)(row[i] - (above.IsEmpty ? 0 : above[i]));
        }

        if (above.IsEmpty)
        {
            for (var i = channels; i < row.Length; i++)
            {
                differences[i] = (byte)(row[i] - row[i - channels]);
            }

            return;
        }
        var next = channels;
        for (; next + Vector128<byte>.Count <= row.Length; next += Vector128<byte>.Count)
        {
            SubtractMany(row, above, channels, next, differences);
        }

        for (; next < row.Length; next++)
        {
            differences[next] = (byte)(row[next] - Nearest(row[next - channels], above[next], above[next - channels]));
        }
    }

    private static void SubtractMany(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int channels, int start, Span<byte> differences)
    {
        var left = Vector128.Create(row[(start - channels)..]);
        var (up, corner) = (Vector128.Create(above[start..]), Vector128.Create(above[(start - channels)..]));
        var (low, high) = (
            Nearest(Vector128.WidenLower(left).AsInt16(), Vector128.WidenLower(up).AsInt16(), Vector128.WidenLower(corner).AsInt16()),
            Nearest(Vector128.WidenUpper(left).AsInt16(), Vector128.WidenUpper(up).AsInt16(), Vector128.WidenUpper(corner).AsInt16()));
        (Vector128.Create(row[start..]) - Vector128.Narrow(low.AsUInt16(), high.AsUInt16())).CopyTo(differences[start..]);
    }

    private static Vector128<short> Nearest(Vector128<short> left, Vector128<short> up, Vector128<short> corner)
    {
        var (byLeft, byUp) = (Vector128.Abs(up - corner), Vector128.Abs(left - corner));
        var byCorner = Vector128.Abs(left + up - corner - corner);
        return Vector128.ConditionalSelect(
            Vector128.LessThanOrEqual(byLeft, byUp) & Vector128.LessThanOrEqual(byLeft, byCorner),
            left,
            Vector128.ConditionalSelect(Vector128.LessThanOrEqual(byUp, byCorner), up, corner));
    }

    // Paeth's predictor: the neighbour nearest to left + up - corner.
    private static int Nearest(int left, int up, int corner)
    {
        var (byLeft, byUp, byCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }
}
