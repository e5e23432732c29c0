using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>Shapes drawn on a Skia canvas as SVG: numbers rounded, in the page's colours, without clips and identifiers.</summary>
internal static partial class SkiaSvg
{
    private static readonly string[] s_shapes = ["path", "rect", "line", "circle", "ellipse", "polygon", "polyline"];
    private static readonly string[] s_colours = ["fill", "stroke"];

    public static void Write(SvgText svg, Action<SKCanvas> draw)
    {
        using var bytes = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, svg.Width, svg.Height), bytes))
        {
            draw(canvas);
        }

        bytes.Position = 0;
        using var xml = XmlReader.Create(bytes);
        while (!xml.EOF)
        {
            if (xml is { NodeType: XmlNodeType.Element, Name: "clipPath" })
            {
                xml.Skip();
            }
            else
            {
                Copy(xml, svg);
            }
        }
    }

    private static void Copy(XmlReader xml, SvgText svg)
    {
        if (xml.NodeType == XmlNodeType.Element && s_shapes.Contains(xml.Name))
        {
            svg.Line(Shape(xml));
        }
        else if (xml.NodeType == XmlNodeType.Element && xml.Name is not ("svg" or "g"))
        {
            throw new InvalidOperationException($"Skia wrote the SVG element {xml.Name}, which is not a known shape.");
        }

        xml.Read();
    }

    private static string Shape(XmlReader xml)
    {
        var shape = new StringBuilder($"<{xml.Name}");
        while (xml.MoveToNextAttribute())
        {
            if (xml.Name != "stroke-miterlimit")
            {
                shape.Append(CultureInfo.InvariantCulture, $" {xml.Name}=\"{Value(xml)}\"");
            }
        }

        xml.MoveToElement();
        return shape.Append("/>").ToString();
    }

    private static string Value(XmlReader xml) => s_colours.Contains(xml.Name)
        ? Ink.InSvg(xml.Value)
        : Decimals().Replace(xml.Value, number => SvgText.Number(double.Parse(number.Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"-?\d+\.\d+(e-?\d+)?")]
    private static partial Regex Decimals();
}
