using System.Runtime.InteropServices;
using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>A figure, laid out once and written as PNG or SVG. The same figure gives the same bytes on one machine.</summary>
public sealed class Figure
{
    private readonly IReadOnlyList<Mark> _marks;

    // A file and a page may both need the SVG.
    private readonly Lazy<string> _svg;

    internal Figure(string title, double width, double height, IEnumerable<Mark> marks)
    {
        (Title, Width, Height, _marks) = (title, (int)Math.Ceiling(width), (int)Math.Ceiling(height), [.. marks]);
        _svg = new(WriteSvg);
    }

    /// <summary>Warning that PNG figures have no text on this machine, with the remedy; null if they have text.</summary>
    public static string? FontWarning => Typefaces.Warning;

    /// <summary>Description of the figure for people who cannot see it.</summary>
    public string Title { get; }

    /// <summary>Width of the PNG in pixels, and of the SVG's view box.</summary>
    public int Width { get; }

    /// <summary>Height of the PNG in pixels, and of the SVG's view box.</summary>
    public int Height { get; }

    /// <summary>Draws the figure as a PNG file on white; without text if there is a <see cref="FontWarning"/>.</summary>
    public byte[] ToPng() => ToPng(Typefaces.Sans);

    /// <summary>
    /// Writes the figure as an SVG element: as wide as its container, transparent, ink in <c>currentColor</c> and grids in the CSS variable
    /// <c>--figure-grid</c>. It has no identifiers, so that any number of figures fit into one page.
    /// </summary>
    public string ToSvg() => _svg.Value;

    internal byte[] ToPng(SKTypeface? typeface)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            foreach (var mark in _marks)
            {
                mark.Draw(canvas, typeface);
            }
        }
        return SmallestPng.Encode(MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan()), Width, Height);
    }

    private string WriteSvg()
    {
        var svg = new SvgText(Title, Width, Height);
        foreach (var mark in _marks)
        {
            mark.Write(svg);
        }

        return svg.Finish();
    }
}
