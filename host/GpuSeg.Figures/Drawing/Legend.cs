using GpuSeg.Figures.Model;

namespace GpuSeg.Figures.Drawing;

/// <summary>Names beside their colours, in centred lines.</summary>
internal sealed record Legend(IReadOnlyList<(string Name, string Colour)> Entries)
{
    private const double Size = 12;
    private const double LineHeight = 20;
    private const double Space = 18;

    /// <summary>Makes the legend of labels 1..K in their colours.</summary>
    public static Legend OfLabels(LabelVolume labels) => new([.. labels.Names.Zip(labels.Colours)]);

    public double Height(double width) => (Lines(width).Count * LineHeight) + Space / 2;

    public IEnumerable<Mark> Place(double width, double top)
    {
        foreach (var (line, i) in Lines(width).Select((line, i) => (line, i)))
        {
            var x = (width - line.Sum(Width) + Space) / 2;
            foreach (var entry in line)
            {
                var y = top + (i * LineHeight) + Space / 2;
                yield return new BoxMark(new(x, y, Size, Size), entry.Colour);
                yield return new TextMark(entry.Name, x + Size + 5, y + (Size * 0.85), Size);
                x += Width(entry);
            }
        }
    }

    private List<List<(string Name, string Colour)>> Lines(double width)
    {
        var lines = new List<List<(string, string)>> { new() };
        var used = 0.0;
        foreach (var entry in Entries)
        {
            if (used > 0 && used + Width(entry) > width)
            {
                lines.Add([]);
                used = 0;
            }
            lines[^1].Add(entry);
            used += Width(entry);
        }
        return lines;
    }

    private static double Width((string Name, string Colour) entry) => Size + 5 + TextWidth.Of(entry.Name, Size) + Space;
}
