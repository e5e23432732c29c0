using GpuSeg.Figures.Drawing;
using ScottPlot;

namespace GpuSeg.Figures.Charts;

/// <summary>Axes and the shapes on them. ScottPlot draws the shapes; text is placed here, by the same rules for PNG and SVG.</summary>
internal sealed class Chart
{
    private const int MostIntervals = 9;
    private const double TitleSize = 16;
    private const double LabelSize = 14;
    private const double TickSize = 11;
    private const double TickLength = 4;
    private const double NoteHeight = 15;
    private const double Gap = 5;

    private readonly List<Action<Plot>> _shapes = [];
    private readonly Ticks _xTicks;
    private readonly Ticks _yTicks;

    /// <summary>Creates empty axes.</summary>
    /// <param name="x">Range of the x axis.</param>
    /// <param name="y">Range of the y axis.</param>
    /// <param name="width">Width of the data area in pixels; ticks keep a least distance.</param>
    /// <param name="height">Height of the data area in pixels.</param>
    /// <param name="wholeX">Whether x is a count, with ticks at whole numbers only.</param>
    public Chart(AxisRange x, AxisRange y, double width, double height, bool wholeX = false)
    {
        (X, Y, Width, Height) = (x, y, width, height);
        _xTicks = Ticks.Of(x, Math.Clamp((int)(width / (3 * TickSize)), 1, MostIntervals), wholeX);
        _yTicks = Ticks.Of(y, Math.Clamp((int)(height / (2 * TickSize)), 1, MostIntervals));
    }

    public AxisRange X { get; }

    public AxisRange Y { get; }

    public double Width { get; }

    public double Height { get; }

    public string? Title { get; init; }

    public string? XLabel { get; init; }

    public string? YLabel { get; init; }

    /// <summary>Lines at the right of the data area.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether notes are at the bottom of the data area, not at the top.</summary>
    public bool NotesBelow { get; init; }

    /// <summary>Whether grid lines cross the data area at the ticks.</summary>
    public bool Grid { get; init; }

    /// <summary>Picture that fills the data area, below the shapes.</summary>
    public Raster? Picture { get; init; }

    /// <summary>Space for title, labels and ticks.</summary>
    public Margins Margins => new(
        TickLength + Gap + _yTicks.Labels.Max(label => TextWidth.Of(label, TickSize)) + (YLabel is null ? 0 : LabelSize + Gap) + Gap,
        (Title is null ? Gap : TitleSize + (2 * Gap)) + (_yTicks.Unit is null ? 0 : TickSize),
        Math.Max(2 * Gap, TextWidth.Of(_xTicks.Labels[^1], TickSize) / 2),
        TickLength + Gap + TickSize + (XLabel is null ? 0 : LabelSize + Gap) + Gap);

    /// <summary>Fills the area between a polygon's points (x, y).</summary>
    public void Fill(IEnumerable<(double X, double Y)> points, string colour)
    {
        Coordinates[] corners = [.. points.Select(point => new Coordinates(point.X, point.Y))];
        _shapes.Add(plot =>
        {
            var polygon = plot.Add.Polygon(corners);
            (polygon.FillColor, polygon.LineWidth) = (Color.FromHex(colour), 0);
        });
    }

    /// <summary>Adds a curve through points, with a dot on each if <paramref name="dots"/>.</summary>
    public void Curve(double[] x, double[] y, string colour, bool dots) => _shapes.Add(plot =>
    {
        var curve = plot.Add.Scatter(x, y, Color.FromHex(colour));
        (curve.LineWidth, curve.MarkerSize) = (1.5f, dots ? 6 : 0);
    });

    /// <summary>Adds a ring around a point.</summary>
    public void Ring(double x, double y, string colour) => _shapes.Add(plot =>
        plot.Add.Marker(x, y, MarkerShape.OpenCircle, 14, Color.FromHex(colour)).LineWidth = 1.5f);

    /// <summary>Returns the chart's marks, with the upper left corner of the data area at a place of the figure.</summary>
    public IEnumerable<Mark> Place(double left, double top)
    {
        var data = new Rect(left, top, Width, Height);
        if (Picture is not null)
        {
            yield return new RasterMark(Picture, data, Smooth: false);
        }

        yield return new ChartMark(Build, data);
        foreach (var text in Texts(data))
        {
            yield return text;
        }
    }

    private void Build(Plot plot)
    {
        plot.Axes.SetLimits(X.Low, X.High, Y.Low, Y.High);
        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.TickLabelStyle.IsVisible = false;
            axis.MajorTickStyle.Color = Color.FromHex(Ink.Text);
            axis.FrameLineStyle.Color = Color.FromHex(Ink.Text);
        }
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(_xTicks.Values, _xTicks.Labels);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(_yTicks.Values, _yTicks.Labels);
        (plot.Grid.IsVisible, plot.Grid.MajorLineColor) = (Grid, Color.FromHex(Ink.Grid));
        // ScottPlot gives no ticks to axes without a plottable.
        plot.Add.Plottable(ScottPlot.Plottables.Polygon.Empty);
        _shapes.ForEach(shape => shape(plot));
    }

    private IEnumerable<TextMark> Texts(Rect data) => [.. TickLabels(data), .. NoteLines(data), .. Names(data)];

    private IEnumerable<TextMark> TickLabels(Rect data)
    {
        foreach (var (value, label) in _xTicks.Values.Zip(_xTicks.Labels))
        {
            yield return new(label, XOf(value, data), data.Bottom + TickLength + Gap + (TickSize * 0.75), TickSize, Anchor.Middle);
        }

        foreach (var (value, label) in _yTicks.Values.Zip(_yTicks.Labels))
        {
            yield return new(label, data.X - TickLength - Gap + 1, YOf(value, data) + (TickSize * 0.36), TickSize, Anchor.End);
        }

        if (_xTicks.Unit is { } xUnit)
        {
            yield return new(xUnit, data.Right, data.Bottom + TickLength + Gap + LabelSize + TickSize, TickSize, Anchor.End);
        }

        if (_yTicks.Unit is { } yUnit)
        {
            yield return new(yUnit, data.X, data.Y - Gap, TickSize);
        }
    }

    private IEnumerable<TextMark> NoteLines(Rect data)
    {
        var top = NotesBelow ? data.Bottom - ((Notes.Count + 0.7) * NoteHeight) : data.Y;
        return Notes.Select((note, i) => new TextMark(note, data.Right - Gap - 2, top + ((i + 1.2) * NoteHeight), TickSize, Anchor.End));
    }

    private IEnumerable<TextMark> Names(Rect data)
    {
        var outside = Margins;
        if (Title is not null)
        {
            yield return TextMark.Centred(
                Title, data.MiddleX, data.Y - Gap - 2 - (_yTicks.Unit is null ? 0 : TickSize), TitleSize, Width + outside.Left);
        }

        if (XLabel is not null)
        {
            var y = data.Bottom + TickLength + (2 * Gap) + TickSize + (LabelSize * 0.75);
            yield return TextMark.Centred(XLabel, data.MiddleX, y, LabelSize, Width + outside.Right);
        }

        if (YLabel is not null)
        {
            var x = data.X - outside.Left + LabelSize + 2;
            yield return TextMark.Centred(YLabel, x, data.MiddleY, LabelSize, Height) with { Upright = true };
        }
    }

    private double XOf(double value, Rect data) => data.X + ((value - X.Low) / X.Span * Width);

    private double YOf(double value, Rect data) => data.Bottom - ((value - Y.Low) / Y.Span * Height);
}

/// <summary>Space around the data area of a chart for its text, in pixels.</summary>
internal readonly record struct Margins(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Returns the larger of two margins on each side.</summary>
    public Margins Max(Margins other) =>
        new(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
}
