namespace GpuSeg.Figures.Drawing;

/// <summary>
/// How wide text will be, from the widths of DejaVu Sans, which few sans-serif faces exceed. Layout asks this and no font, so that a figure
/// is laid out the same on every machine and in every page.
/// </summary>
internal static class TextWidth
{
    private const string Narrow = "ijlI|'.,:;![]() -/";
    private const string Wide = "mwMW@%";

    /// <summary>Width in pixels.</summary>
    public static double Of(string text, double size) => size * text.Sum(Em);

    /// <summary>The text, or its beginning with an ellipsis where it would be wider than <paramref name="width"/>.</summary>
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
