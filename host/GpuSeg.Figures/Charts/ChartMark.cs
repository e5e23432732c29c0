using GpuSeg.Figures.Drawing;
using ScottPlot;
using ScottPlot.Rendering.RenderActions;
using SkiaSharp;

namespace GpuSeg.Figures.Charts;

/// <summary>Frame, ticks and shapes of a chart, drawn by ScottPlot around a data area.</summary>
internal sealed record ChartMark(Action<Plot> Build, Rect Data) : Mark
{
    // ScottPlot's own sequence would clear the canvas with its other charts, and draw everything twice until the limits settle.
    private static readonly IRenderAction[] s_actions =
    [
        new ReplaceNullAxesWithDefaults(), new CalculateLayout(), new RegenerateTicks(),
        new RenderGridsBelowPlottables(), new RenderPlottables(), new RenderPanels(),
    ];

    public override void Draw(SKCanvas canvas, SKTypeface? typeface) => Render(canvas);

    public override void Write(SvgText svg) => SkiaSvg.Write(svg, Render);

    private void Render(SKCanvas canvas)
    {
        var data = new PixelRect((float)Data.X, (float)Data.Right, (float)Data.Bottom, (float)Data.Y);
        using var plot = new Plot();
        Build(plot);
        plot.Layout.Fixed(data);
        using var pack = new RenderPack(plot, data, canvas);
        foreach (var action in s_actions)
        {
            var before = canvas.Save();
            action.Render(pack);
            canvas.RestoreToCount(before);
        }
    }
}
