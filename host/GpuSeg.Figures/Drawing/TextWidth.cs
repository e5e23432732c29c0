namespace GpuSeg.Figures.Drawing;

/// <summary>
/// Estimated width of text, from the widths of DejaVu Sans, which few sans-serif faces exceed. Layout uses no font, so that a figure is
/// laid out the same on every machine and in every page.
/// </summary>
internal static class TextWidth
{
    private const string Narrow = "ijlI|'.,:;![]() -/";
    private const string Wide = "mwMW@%";

    /// <summary>Returns the width in pixels.</summary>
    public static double Of(string text, double size) => size * text.Sum(Em);

    /// <summary>Cuts text wider than <paramref name="width"/> and ends it with an ellipsis.</summary>
    public static string Shorten(string text, double size, double width)
    {
        if (Of(text, size) <= width)
        {
            return text;
        }

        var length = text.Length;
        while (length > 1 && Of(text[..length] + "…", size) > width)
        {
            length--;
        }

        return text[..length].TrimEnd() + "…";
    }

    private static double Em(char letter) => letter switch
    {
        _ when Narrow.Contains(letter) => 0.38,
        _ when Wide.Contains(letter) => 0.98,
        >= 'A' and <= 'Z' => 0.7,
        _ => 0.62,
    };
}
