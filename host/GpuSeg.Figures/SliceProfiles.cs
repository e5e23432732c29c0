using GpuSeg.Figures.Charts;
using GpuSeg.Figures.Drawing;

namespace GpuSeg.Figures;

/// <summary>A number over the slices of an image.</summary>
/// <param name="Name">Name of the number, with its unit.</param>
/// <param name="Curves">Names of the curves, which may be empty, and a value per slice.</param>
public sealed record SliceProfile(string Name, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Curves);

/// <summary>Numbers of slices, such as the evidence for a lesion, a panel each.</summary>
public static class SliceProfiles
{
    private const double Width = 420;
    private const double Height = 190;
    private const int MostDots = 60;

    /// <summary>Draws the panels side by side.</summary>
    /// <param name="title">Description of the figure.</param>
    /// <param name="slices">Numbers of the slices, ascending; at least one.</param>
    /// <param name="profiles">The numbers.</param>
    public static Figure Draw(string title, IReadOnlyList<int> slices, IReadOnlyList<SliceProfile> profiles)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(profiles);
        string[] names = [.. profiles.SelectMany(profile => profile.Curves).Select(curve => curve.Name).Distinct()];
        double[] x = [.. slices.Select(slice => (double)slice)];
        var charts = profiles.Select(profile => Panel(x, profile, name => Ink.Curve(Array.IndexOf(names, name)))).ToArray();
        var legend = names is [""] ? null : new Legend([.. names.Select(name => (name, Ink.Curve(Array.IndexOf(names, name))))]);
        return ChartGrid.Draw(title, [charts], legend);
    }

    private static Chart Panel(double[] slices, SliceProfile profile, Func<string, string> colour)
    {
        var range = AxisRange.Around(profile.Curves.SelectMany(curve => curve.Values).Append(0));
        var chart = new Chart(AxisRange.Around(slices), range, Width, Height, wholeX: true)
        {
            Grid = true,
            XLabel = "Slice",
            YLabel = profile.Name,
        };
        foreach (var (name, values) in profile.Curves)
        {
            chart.Curve(slices, [.. values], colour(name), dots: slices.Length <= MostDots);
        }

        return chart;
    }
}
