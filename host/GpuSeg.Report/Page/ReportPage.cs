using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace GpuSeg.Report.Page;

/// <summary>
/// One self-contained HTML file: style, script, pictures and data lie in it, and its policy forbids requests. The same content gives the
/// same bytes.
/// </summary>
/// <param name="Kind">Kind of report, shown above the title.</param>
/// <param name="Title">Title of the page.</param>
/// <param name="Subtitle">A line below the title.</param>
/// <param name="Sections">The sections in order; the page has links to them at the top.</param>
/// <param name="Version">Version of the program, shown at the foot of the page.</param>
public sealed record ReportPage(string Kind, string Title, string Subtitle, IReadOnlyList<Section> Sections, string Version)
{
    private static readonly string s_style = Asset("report.css");
    private static readonly string s_script = Asset("report.js");

    /// <summary>Meaning of the labels on pages of clusterings, a sentence.</summary>
    private const string OfClusters = "labels are clusters of intensities without anatomical meaning of their own.";

    // Escaping the quotes would only lengthen the attribute.
    private static Html Policy =>
        Html.Trusted($"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '{Sha256(s_script)}'");

    /// <summary>Number of characters at the beginning of a page that <see cref="IsOf"/> needs.</summary>
    public const int Beginning = 512;

    /// <summary>Meaning of the results, a sentence without its capital.</summary>
    public string Meaning { get; init; } = OfClusters;

    /// <summary>Hash of the results on the page, for <see cref="IsOf"/>; null if not needed.</summary>
    public string? Results { get; init; }

    /// <summary>Returns whether a page was made from the given results.</summary>
    /// <param name="beginning">The first <see cref="Beginning"/> characters.</param>
    /// <param name="results">See <see cref="Results"/>.</param>
    public static bool IsOf(string beginning, string results)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        return beginning.Contains(Meta(results).ToString(), StringComparison.Ordinal);
    }

    /// <summary>Writes the text of the file.</summary>
    public string ToText() => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">{(Results is null ? Html.Empty : Meta(Results))}
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Title} - {Kind}</title>
        <style>{Html.Trusted(s_style)}</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
        <nav aria-label="Sections">{Sections.Select(section => Html.Of($"""<a href="#{section.Id}">{section.Title}</a>"""))}</nav>
        <button type="button" class="quiet" data-theme-toggle hidden>Dark</button>
        </header>
        <main id="content">
        <div class="head">
        <p class="kind">{Kind}</p>
        <h1>{Title}</h1>
        <p class="subtitle">{Subtitle}</p>
        </div>
        {Sections.Select(section => section.ToHtml())}
        </main>
        <footer>
        <p>GpuSeg {Version}, research software: {Meaning} Not a medical device; not for diagnosis.</p>
        </footer>
        <script>{Html.Trusted(s_script)}</script>
        </body>
        </html>

        """).ToString();

    /// <summary>Writes a box of warnings, with text between backquotes as code; empty without warnings.</summary>
    public static Html Warnings(IReadOnlyList<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var items = sentences.Select(sentence => Html.Of($"<li>{Html.Prose(sentence)}</li>"));
        return sentences.Count == 0 ? Html.Empty : Html.Of($"""
            <div class="warnings"><h3>{(sentences.Count == 1 ? "Warning" : "Warnings")}</h3><ul>{items}</ul></div>
            """);
    }

    private static Html Meta(string results) => Html.Of($"""<meta name="gpuseg-results" content="{results}">""");

    private static string Sha256(string script) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}";

    private static string Asset(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>A part of a page with a heading.</summary>
/// <param name="Id">Target of links: letters, digits and dashes.</param>
/// <param name="Title">The heading.</param>
/// <param name="Content">Content below the heading.</param>
public sealed record Section(string Id, string Title, params IReadOnlyList<Html> Content)
{
    /// <summary>Whether the content is hidden until the reader opens it.</summary>
    public bool Folded { get; init; }

    internal Html ToHtml() => Folded
        ? Html.Of($"""
            <section id="{Id}" aria-labelledby="{Id}-title">
            <details><summary><h2 id="{Id}-title">{Title}</h2></summary>
            {Content}
            </details>
            </section>
            """)
        : Html.Of($"""
            <section id="{Id}" aria-labelledby="{Id}-title">
            <h2 id="{Id}-title">{Title}</h2>
            {Content}
            </section>
            """);
}
