using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace GpuSeg.Report.Page;

/// <summary>Puts an interpolated text of markup together, see <see cref="Html.Of"/>.</summary>
/// <param name="literalLength">Length of what is not inserted.</param>
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

    /// <summary>Adds a number, or whatever else has a format.</summary>
    public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable =>
        _text.Append(Escaped(value.ToString(format, CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string? Escaped(string? text) =>
        text?.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");
}
