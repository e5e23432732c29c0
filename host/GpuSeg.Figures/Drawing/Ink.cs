namespace GpuSeg.Figures.Drawing;

/// <summary>The colours of a figure, as #RRGGBB. A page may replace <see cref="Text"/> and <see cref="Grid"/>.</summary>
internal static class Ink
{
    /// <summary>Colour of text, axes and ticks: nearly black, to be distinct from true black in pictures.</summary>
    public const string Text = "#010101";

    /// <summary>Colour of grid lines.</summary>
    public const string Grid = "#D0D0D1";

    /// <summary>Colour of text on pictures.</summary>
    public const string OnPicture = "#FFFFFF";

    /// <summary>Colours of curves, those of matplotlib (tab10); the first also fills histograms.</summary>
    private static readonly string[] s_curves =
        ["#1F77B4", "#FF7F0E", "#2CA02C", "#D62728", "#9467BD", "#8C564B", "#E377C2", "#7F7F7F", "#BCBD22", "#17BECF"];

    /// <summary>Returns the colour of a curve by its number, from 0.</summary>
    public static string Curve(int number) => s_curves[number % s_curves.Length];

    /// <summary>Returns the colour for an SVG: the page's own for text and grid.</summary>
    public static string InSvg(string colour) => colour switch
    {
        Text => "currentColor",
        Grid => "var(--figure-grid,#80808060)",
        _ => colour,
    };
}
