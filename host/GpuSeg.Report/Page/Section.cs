namespace GpuSeg.Report.Page;

/// <summary>A part of a page with a heading.</summary>
/// <param name="Id">Where links lead to; letters, digits and dashes.</param>
/// <param name="Title">The heading.</param>
/// <param name="Content">What is below it.</param>
public sealed record Section(string Id, string Title, params IReadOnlyList<Html> Content)
{
    internal Html ToHtml() => Html.Of($"""
        <section id="{Id}" aria-labelledby="{Id}-title">
        <h2 id="{Id}-title">{Title}</h2>
        {Content}
        </section>
        """);
}
