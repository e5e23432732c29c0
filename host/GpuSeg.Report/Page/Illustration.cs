namespace GpuSeg.Report.Page;

/// <summary>A drawing with a caption.</summary>
/// <param name="Svg">An SVG element with its own title, such as <c>GpuSeg.Figures</c> makes: it is put into the page as it is.</param>
/// <param name="Caption">What is to be seen.</param>
/// <param name="Wide">Whether it takes the whole width of the page.</param>
public sealed record Illustration(string Svg, string Caption, bool Wide = false)
{
    /// <summary>The drawings one beside another where there is room.</summary>
    public static Html Grid(IEnumerable<Illustration> illustrations)
    {
        ArgumentNullException.ThrowIfNull(illustrations);
        return Html.Of($"""<div class="figures">{illustrations.Select(illustration => illustration.ToHtml())}</div>""");
    }

    private Html ToHtml() => Html.Of($"""<figure{Html.Trusted(Wide ? " class=\"wide\"" : "")}>{Html.Trusted(Svg)}<figcaption>{Caption}</figcaption></figure>""");
}
