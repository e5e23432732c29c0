using System.Globalization;
using System.Security;
using System.Text;
using System.Xml;

namespace GpuSeg.Figures.Drawing;

/// <summary>Writer of an SVG element.</summary>
internal sealed class SvgText
{
    private readonly StringBuilder _text = new();

    public SvgText(string title, int width, int height)
    {
        (Width, Height) = (width, height);
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" fill=\"currentColor\" "
            + "font-family=\"DejaVu Sans,Arial,Helvetica,sans-serif\">");
        Line($"<title>{Escape(title)}</title>");
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Formats a number with at most two decimals.</summary>
    public static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Escapes text for XML; characters that XML cannot hold become a question mark.</summary>
    public static string Escape(string text) => SecurityElement.Escape(string.Concat(text.Select((c, i) =>
        XmlConvert.IsXmlChar(c) || IsInPair(text, i) ? c : '?')))!;

    public void Line(string element) => _text.Append(element).Append('\n');

    public string Finish() => _text.Append("</svg>\n").ToString();

    private static bool IsInPair(string text, int i) =>
        (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) || (i > 0 && char.IsSurrogatePair(text[i - 1], text[i]));
}
