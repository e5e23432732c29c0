using System.Xml.Linq;
using GpuSeg.Figures.Drawing;
using SkiaSharp;

namespace GpuSeg.Figures.Tests;

public sealed class FigureTests
{
    // Mean width of letters: hardly less in any face, hardly more.
    private const float LeastEm = 0.5f, MostEm = 0.8f;

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => Kinds.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_PNG_has_the_size_of_the_figure_and_a_white_edge(string kind)
    {
        var figure = Kinds.Draw(kind);
        var pixels = new Pixels(figure.ToPng());
        Assert.Equal((figure.Width, figure.Height), (pixels.Width, pixels.Height));
        Assert.InRange(figure.Width, 100, 1500);
        Assert.All(Enumerable.Range(0, figure.Width), x => Assert.Equal((SKColors.White, SKColors.White), (pixels[x, 0], pixels[x, figure.Height - 1])));
        Assert.All(Enumerable.Range(0, figure.Height), y => Assert.Equal((SKColors.White, SKColors.White), (pixels[0, y], pixels[figure.Width - 1, y])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_SVG_is_an_image_with_a_title_that_fits_into_any_page(string kind)
    {
        var figure = Kinds.Draw(kind);
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
    public void All_text_lies_within_the_figure_and_apart_from_other_text(string kind)
    {
        var figure = Kinds.Draw(kind);
        var boxes = XDocument.Parse(figure.ToSvg()).Root!.Elements(s_svg + "text").Select(text => Box(text, LeastEm)).ToArray();
        Assert.NotEmpty(boxes);
        Assert.All(boxes, box => Assert.True(box.Left >= 0 && box.Top >= 0 && box.Right <= figure.Width && box.Bottom <= figure.Height, $"{box}"));
        foreach (var (box, i) in boxes.Select((box, i) => (box, i)))
        {
            Assert.DoesNotContain(boxes.Skip(i + 1), other => SKRect.Intersect(box, other) is { Width: > 0, Height: > 0 });
        }
    }

    [Theory]
    [InlineData("slices", 12)]
    [InlineData("label maps", 2)]
    [InlineData("overlay", 30)]
    public void White_letters_lie_on_pictures(string kind, int count)
    {
        var svg = XDocument.Parse(Kinds.Draw(kind).ToSvg()).Root!;
        var pictures = svg.Elements(s_svg + "image").Select(image => SKRect.Create(
            (float)image.Attribute("x")!, (float)image.Attribute("y")!, (float)image.Attribute("width")!, (float)image.Attribute("height")!)).ToArray();
        var letters = svg.Elements(s_svg + "text").Where(text => (string?)text.Attribute("fill") == "#FFFFFF").ToArray();
        Assert.Equal(count, letters.Length);
        Assert.All(letters, letter => Assert.Contains(pictures, picture => picture.Contains(Box(letter, LeastEm))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_figure_gives_the_same_bytes(string kind)
    {
        var (one, other) = (Kinds.Draw(kind), Kinds.Draw(kind));
        Assert.Equal(one.ToPng(), other.ToPng());
        Assert.Equal(one.ToPng(), one.ToPng());
        Assert.Equal(one.ToSvg(), other.ToSvg());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_font_a_PNG_has_all_but_text(string kind)
    {
        Assert.SkipWhen(Figure.FontWarning is not null, "There is no font.");
        var figure = Kinds.Draw(kind);
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

    // What a line of text covers, from its size and number of letters.
    private static SKRect Box(XElement text, float em)
    {
        var (size, upright) = ((float)text.Attribute("font-size")!, text.Attribute("transform") is not null);
        var place = upright ? ((string)text.Attribute("transform")!)[10..].Split(')')[0].Split(' ') : [(string)text.Attribute("x")!, (string)text.Attribute("y")!];
        var (x, y, width) = (float.Parse(place[0]), float.Parse(place[1]), text.Value.Length * size * em);
        var before = (string?)text.Attribute("text-anchor") switch { "middle" => width / 2, "end" => width, _ => 0 };
        return upright
            ? new(x - (size * 0.75f), y - width + before, x + (size * 0.2f), y + before)
            : new(x - before, y - (size * 0.75f), x - before + width, y + (size * 0.2f));
    }
}
