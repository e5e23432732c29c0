using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace GpuSeg.Report.Page;

/// <summary>Markup with every text from outside escaped: <see cref="Of"/> makes it, and escapes all insertions.</summary>
public sealed class Html
{
    private readonly string _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>Empty markup.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>
    /// Makes markup with insertions, as <c>Html.Of($"&lt;p&gt;{name}&lt;/p&gt;")</c>: texts and numbers are escaped, markup is not.
    /// </summary>
    public static Html Of(HtmlBuilder markup) => new(markup.ToString());

    /// <summary>Makes markup of a sentence; text between backquotes, such as a parameter, becomes code.</summary>
    public static Html Prose(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return new(string.Concat(sentence.Split('`').Select((part, i) => i % 2 == 0 ? Of($"{part}") : Of($"<code>{part}</code>"))));
    }

    /// <summary>Wraps markup of this program, such as a figure's SVG, without escaping it.</summary>
    public static Html Trusted(string markup) => new(markup);

    /// <inheritdoc/>
    public override string ToString() => _markup;
}

/// <summary>Handler of interpolated strings for <see cref="Html.Of"/>.</summary>
/// <param name="literalLength">Length of the text between insertions.</param>
/// <param name="formattedCount">Number of insertions.</param>
[InterpolatedStringHandler]
public readonly ref struct HtmlBuilder(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

    /// <summary>Adds markup.</summary>
    public void AppendLiteral(string markup) => _text.Append(markup);

    /// <summary>Adds markup.</summary>
    public void AppendFormatted(Html? markup) => _text.Append(markup);

    /// <summary>Adds markup, a line each.</summary>
    public void AppendFormatted(IEnumerable<Html> markup) => _text.AppendJoin('\n', markup);

    /// <summary>Adds an escaped text.</summary>
    public void AppendFormatted(string? text) => _text.Append(Escaped(text));

    /// <summary>Adds a number or another formattable value.</summary>
    public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable =>
        _text.Append(Escaped(value.ToString(format, CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string? Escaped(string? text) =>
        text?.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");
}
