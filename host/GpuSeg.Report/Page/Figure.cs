namespace GpuSeg.Report.Page;

/// <summary>Drawings with captions.</summary>
/// <param name="Svg">An SVG element with its own title, such as <c>GpuSeg.Figures</c> makes: it is put into the page as it is.</param>
/// <param name="Caption">What is to be seen.</param>
/// <param name="Wide">Whether it takes the whole width of the page.</param>
public sealed record Figure(string Svg, string Caption, bool Wide = false)
{
    /// <summary>The figures one beside another where there is room.</summary>
    public static Html Grid(IEnumerable<Figure> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return Html.Of($"""<div class="figures">{figures.Select(figure => figure.ToHtml())}</div>""");
    }

    private Html ToHtml() => Html.Of($"""<figure{Html.Trusted(Wide ? " class=\"wide\"" : "")}>{Html.Trusted(Svg)}<figcaption>{Caption}</figcaption></figure>""");
}
