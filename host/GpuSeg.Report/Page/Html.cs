namespace GpuSeg.Report.Page;

/// <summary>Markup in which every text from outside has been escaped: it is made by <see cref="Of"/>, which escapes whatever it inserts.</summary>
public sealed class Html
{
    private readonly string _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>No markup.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>Markup with insertions, such as <c>Html.Of($"&lt;p&gt;{name}&lt;/p&gt;")</c>: texts and numbers are escaped, markup is not.</summary>
    public static Html Of(HtmlBuilder markup) => new(markup.ToString());

    /// <summary>A sentence in which what stands between backquotes, such as an option, is code.</summary>
    public static Html Prose(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return new(string.Concat(sentence.Split('`').Select((part, i) => i % 2 == 0 ? Of($"{part}") : Of($"<code>{part}</code>"))));
    }

    /// <summary>Markup from this program, such as a figure's SVG, as it is.</summary>
    public static Html Trusted(string markup) => new(markup);

    /// <inheritdoc/>
    public override string ToString() => _markup;
}
