using GpuSeg.Figures.Drawing;

namespace GpuSeg.Report.Page;

/// <summary>A figure with a caption.</summary>
/// <param name="Figure">The drawing; the page shows its SVG at most as large as it was laid out.</param>
/// <param name="Caption">Description of the figure.</param>
public sealed record Illustration(Figure Figure, string Caption)
{
    // Wider figures take the full width of the page, and scroll in a box of their own on a narrow screen.
    private const int Narrow = 700;

    // Text of smaller figures could not be read.
    private const double LeastScale = 0.6;

    /// <summary>Places drawings side by side if the page is wide enough.</summary>
    public static Html Grid(IEnumerable<Illustration> illustrations)
    {
        ArgumentNullException.ThrowIfNull(illustrations);
        return Html.Of($"""<div class="figures">{illustrations.Select(illustration => illustration.ToHtml())}</div>""");
    }

    private Html ToHtml() => Figure.Width <= Narrow
        ? Html.Of($"<figure>{Drawing()}<figcaption>{Caption}</figcaption></figure>")
        : Html.Of($"""<figure class="wide">{Scroll()}<figcaption>{Caption}</figcaption></figure>""");

    private Html Scroll() => Html.Of($"""<div class="scroll" role="region" aria-label="{Caption}" tabindex="0">{Drawing()}</div>""");

    private Html Drawing()
    {
        var style = Html.Of($"max-width:{Figure.Width}px;--least:{LeastScale * Figure.Width:0}px");
        return Html.Of($"""<div class="drawing" style="{style}">{Html.Trusted(Figure.ToSvg())}</div>""");
    }
}
