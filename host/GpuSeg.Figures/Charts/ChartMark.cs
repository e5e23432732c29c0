using GpuSeg.Figures.Drawing;
using ScottPlot;
using ScottPlot.Rendering.RenderActions;
using SkiaSharp;

namespace GpuSeg.Figures.Charts;

/// <summary>Frame, ticks and shapes of a chart, drawn by ScottPlot around a data area.</summary>
internal sealed record ChartMark(Action<Plot> Build, Rect Data) : Mark
{
    public override void Draw(SKCanvas canvas, SKTypeface? typeface) => Render(canvas);

    public override void Write(SvgText svg) => SkiaSvg.Write(svg, Render);

    private void Render(SKCanvas canvas)
    {
        var data = new PixelRect((float)Data.X, (float)Data.Right, (float)Data.Bottom, (float)Data.Y);
        using var plot = new Plot();
        Build(plot);
        plot.Layout.Fixed(data);
        // The canvas holds other charts already, and a figure's background is its own.
        plot.RenderManager.RenderActions.RemoveAll(action => action is ClearCanvas or RenderFigureBackground or RenderDataBackground);
        plot.Render(canvas, data);
    }
}
