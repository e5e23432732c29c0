using System.Runtime.InteropServices;
using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>A figure, laid out once and written as PNG or as SVG. The same figure gives the same bytes on one machine.</summary>
public sealed class Figure
{
    private readonly IReadOnlyList<Mark> _marks;

    // A file and a page both ask for it.
    private readonly Lazy<string> _svg;

    internal Figure(string title, double width, double height, IEnumerable<Mark> marks)
    {
        (Title, Width, Height, _marks) = (title, (int)Math.Ceiling(width), (int)Math.Ceiling(height), [.. marks]);
        _svg = new(WriteSvg);
    }

    /// <summary>Why PNG figures of this machine carry no text and what to do about it, in a sentence; null if they do.</summary>
    public static string? FontWarning => Typefaces.Warning;

    /// <summary>What the figure shows, for those who cannot see it.</summary>
    public string Title { get; }

    /// <summary>Pixels of the PNG from left to right, and the width that coordinates of the SVG refer to.</summary>
    public int Width { get; }

    /// <summary>Pixels of the PNG from top to bottom.</summary>
    public int Height { get; }

    /// <summary>The figure as a PNG file on white; without text where <see cref="FontWarning"/> says so.</summary>
    public byte[] ToPng() => ToPng(Typefaces.Sans);

    /// <summary>
    /// The figure as an SVG element: as wide as its container, transparent, with ink in <c>currentColor</c> and grids in the CSS variable
    /// <c>--figure-grid</c>, without identifiers, so that any number of figures fit into one page.
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
