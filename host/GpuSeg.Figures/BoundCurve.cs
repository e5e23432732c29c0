using GpuSeg.Figures.Charts;
using GpuSeg.Figures.Drawing;

namespace GpuSeg.Figures;

/// <summary>The lower bound of a mixture after every iteration; a ring marks where the fit stopped.</summary>
public static class BoundCurve
{
    private const double Width = 560;
    private const double Height = 300;
    private const int MostDots = 60;

    /// <summary>Draws one curve.</summary>
    /// <param name="bounds">The lower bound after iterations 1, 2, ...; at least one.</param>
    /// <param name="converged">Whether the fit converged.</param>
    public static Figure Draw(IReadOnlyList<double> bounds, bool converged)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        double[] iterations = [.. Enumerable.Range(1, bounds.Count).Select(i => (double)i)];
        var chart = new Chart(AxisRange.Around(1, bounds.Count), AxisRange.Around(bounds), Width, Height, wholeX: true)
        {
            Grid = true,
            XLabel = "Iteration",
            YLabel = "Lower bound",
            Notes = [$"stopped after iteration {bounds.Count}, {(converged ? "" : "not ")}converged"],
            NotesBelow = true,
        };
        chart.Curve(iterations, [.. bounds], Ink.Curve(0), dots: bounds.Count <= MostDots);
        chart.Ring(bounds.Count, bounds[^1], Ink.Curve(1));
        return ChartGrid.Draw("Lower bound of the mixture per iteration", [[chart]]);
    }
}
