using GpuSeg.Figures.Drawing;

namespace GpuSeg.Figures.Charts;

/// <summary>A histogram on axes.</summary>
internal static class HistogramChart
{
    public static Chart Of(Histogram histogram, double width, double height, string? title, string? label, IReadOnlyList<string> notes)
    {
        var values = AxisRange.Around(histogram.Edges[0], histogram.Edges[^1]);
        var chart = new Chart(values, new(0, histogram.Counts.Max() * 1.05), width, height)
        {
            Title = title,
            XLabel = label,
            Notes = notes,
        };
        chart.Fill(Outline(histogram), Ink.Curve(0));
        return chart;
    }

    // One outline instead of bars: bars would show seams and make the SVG many times longer.
    private static IEnumerable<(double, double)> Outline(Histogram histogram)
    {
        yield return (histogram.Edges[0], 0);
        for (var bin = 0; bin < histogram.Counts.Count; bin++)
        {
            yield return (histogram.Edges[bin], histogram.Counts[bin]);
            yield return (histogram.Edges[bin + 1], histogram.Counts[bin]);
        }
        yield return (histogram.Edges[^1], 0);
    }
}
