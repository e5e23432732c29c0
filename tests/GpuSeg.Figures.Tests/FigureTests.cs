using System.Xml.Linq;
using GpuSeg.Figures.Drawing;
using SkiaSharp;

namespace GpuSeg.Figures.Tests;

public sealed class FigureTests
{
    // Mean width of letters in em, smallest and largest over typefaces.
    private const float LeastEm = 0.5f, MostEm = 0.8f;

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => FigureKinds.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_PNG_of_figure_size_with_white_edge(string kind)
    {
        var figure = FigureKinds.Draw(kind);
        var pixels = new Pixels(figure.ToPng());
        Assert.Equal((figure.Width, figure.Height), (pixels.Width, pixels.Height));
        Assert.InRange(figure.Width, 100, 1500);
        var white = (SKColors.White, SKColors.White);
        Assert.All(Enumerable.Range(0, figure.Width), x => Assert.Equal(white, (pixels[x, 0], pixels[x, figure.Height - 1])));
        Assert.All(Enumerable.Range(0, figure.Height), y => Assert.Equal(white, (pixels[0, y], pixels[figure.Width - 1, y])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_SVG_with_title_that_fits_into_any_page(string kind)
    {
        var figure = FigureKinds.Draw(kind);
        var svg = XDocument.Parse(figure.ToSvg()).Root!;
        Assert.Equal(s_svg + "svg", svg.Name);
        Assert.Equal(("img", $"0 0 {figure.Width} {figure.Height}"), ((string?)svg.Attribute("role"), (string?)svg.Attribute("viewBox")));
        Assert.Equal((null, null), ((string?)svg.Attribute("width"), (string?)svg.Attribute("height")));
        Assert.Equal(figure.Title, svg.Elements().First().Value);
        Assert.DoesNotContain(svg.DescendantsAndSelf(), element => element.Attribute("id") is not null);
        Assert.DoesNotContain("#010101", figure.ToSvg(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(svg.Elements(s_svg + "rect"), rect => (double?)rect.Attribute("width") > 0.9 * figure.Width);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_text_within_figure_and_apart_from_other_text(string kind)
    {
        var figure = FigureKinds.Draw(kind);
        var boxes = XDocument.Parse(figure.ToSvg()).Root!.Elements(s_svg + "text").Select(text => Box(text, LeastEm)).ToArray();
        Assert.NotEmpty(boxes);
        Assert.All(boxes, box => Assert.True(SKRect.Create(figure.Width, figure.Height).Contains(box), $"{box}"));
        foreach (var (box, i) in boxes.Select((box, i) => (box, i)))
        {
            Assert.DoesNotContain(boxes.Skip(i + 1), other => SKRect.Intersect(box, other) is { Width: > 0, Height: > 0 });
        }
    }

    [Theory]
    [InlineData("slices", 12)]
    [InlineData("label maps", 2)]
    [InlineData("overlay", 30)]
    public void Places_white_letters_on_pictures(string kind, int count)
    {
        var svg = XDocument.Parse(FigureKinds.Draw(kind).ToSvg()).Root!;
        var pictures = svg.Elements(s_svg + "image")
            .Select(image => SKRect.Create(Number(image, "x"), Number(image, "y"), Number(image, "width"), Number(image, "height")))
            .ToArray();
        var letters = svg.Elements(s_svg + "text").Where(text => (string?)text.Attribute("fill") == "#FFFFFF").ToArray();
        Assert.Equal(count, letters.Length);
        Assert.All(letters, letter => Assert.Contains(pictures, picture => picture.Contains(Box(letter, LeastEm))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_same_bytes_for_same_figure(string kind)
    {
        var (figure, again) = (FigureKinds.Draw(kind), FigureKinds.Draw(kind));
        var png = figure.ToPng();
        Assert.Equal(png, again.ToPng());
        Assert.Equal(png, figure.ToPng());
        Assert.Equal(figure.ToSvg(), again.ToSvg());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draws_all_except_text_when_no_font_is_installed(string kind)
    {
        Assert.SkipWhen(Figure.FontWarning is not null, "No font is installed.");
        var figure = FigureKinds.Draw(kind);
        var (with, without) = (new Pixels(figure.ToPng()), new Pixels(figure.ToPng(null)));
        var texts = XDocument.Parse(figure.ToSvg()).Root!.Elements(s_svg + "text").Select(text => Box(text, MostEm)).ToArray();
        var differences = 0;
        for (var y = 0; y < with.Height; y++)
        {
            for (var x = 0; x < with.Width; x++)
            {
                if (with[x, y] != without[x, y])
                {
                    differences++;
                    Assert.Contains(texts, box => SKRect.Inflate(box, 3, 3).Contains(x, y));
                }
            }
        }

        Assert.InRange(differences, 20, int.MaxValue);
    }

    private static float Number(XElement element, string name) => (float)element.Attribute(name)!;

    // The box around a line of text, from its size and number of letters.
    private static SKRect Box(XElement text, float em)
    {
        var (size, transform) = (Number(text, "font-size"), (string?)text.Attribute("transform"));
        var upright = transform is not null;
        float[] place = upright
            ? [.. transform![10..].Split(')')[0].Split(' ').Select(float.Parse)]
            : [Number(text, "x"), Number(text, "y")];
        var (x, y, width) = (place[0], place[1], text.Value.Length * size * em);
        var before = (string?)text.Attribute("text-anchor") switch { "middle" => width / 2, "end" => width, _ => 0 };
        return upright
            ? new(x - (size * 0.75f), y - width + before, x + (size * 0.2f), y + before)
            : new(x - before, y - (size * 0.75f), x - before + width, y + (size * 0.2f));
    }
}
