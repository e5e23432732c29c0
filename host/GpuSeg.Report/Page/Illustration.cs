using GpuSeg.Figures.Drawing;

namespace GpuSeg.Report.Page;

/// <summary>A figure with a caption.</summary>
/// <param name="Figure">The drawing; the page has its SVG, no larger than it was laid out.</param>
/// <param name="Caption">What is to be seen.</param>
public sealed record Illustration(Figure Figure, string Caption)
{
    // Wider figures take the whole width of the page, and scroll in a box of their own on a narrow screen.
    private const int Narrow = 700;

    // Smaller, their text could not be read.
    private const double LeastScale = 0.6;

    /// <summary>The drawings one beside another where there is room.</summary>
    public static Html Grid(IEnumerable<Illustration> illustrations)
    {
        ArgumentNullException.ThrowIfNull(illustrations);
        return Html.Of($"""<div class="figures">{illustrations.Select(illustration => illustration.ToHtml())}</div>""");
    }

    private Html ToHtml() => Figure.Width <= Narrow
        ? Html.Of($"<figure>{Drawing()}<figcaption>{Caption}</figcaption></figure>")
        : Html.Of($"""<figure class="wide"><div class="scroll" role="region" aria-label="{Caption}" tabindex="0">{Drawing()}</div><figcaption>{Caption}</figcaption></figure>""");

    private Html Drawing() => Html.Of($"""<div class="drawing" style="max-width:{Figure.Width}px;--least:{LeastScale * Figure.Width:0}px">{Html.Trusted(Figure.ToSvg())}</div>""");
}
