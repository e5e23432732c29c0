namespace GpuSeg.Figures.Pictures;

/// <summary>
/// Tracer of closed lines around the pixels of a label: marching squares between the centres of pixels, with the label to the right of
/// the line. Pixels that touch at a corner only are two shapes.
/// </summary>
internal sealed class ContourTracer
{
    private readonly byte[] _labels;
    private readonly int _width;
    private readonly int _height;
    private readonly byte _label;
    private readonly Dictionary<(int X, int Y), (int X, int Y)> _next = [];

    private ContourTracer(byte[] labels, int width, int height, byte label) =>
        (_labels, _width, _height, _label) = (labels, width, height, label);

    /// <summary>Returns the loops in half pixels from the upper left corner, without points within a straight line.</summary>
    /// <param name="labels">Labels row by row from the top; length width x height.</param>
    /// <param name="width">Number of columns.</param>
    /// <param name="height">Number of rows.</param>
    /// <param name="label">The label to trace.</param>
    public static List<(int X, int Y)[]> Trace(byte[] labels, int width, int height, byte label)
    {
        var tracer = new ContourTracer(labels, width, height, label);
        for (var y = 0; y <= height; y++)
        {
            for (var x = 0; x <= width; x++)
            {
                tracer.Visit(x, y);
            }
        }

        return tracer.Loops();
    }

    // Adds the line within the square between four pixel centres, around the upper left corner of pixel (x, y).
    private void Visit(int x, int y)
    {
        var (a, b, c, d) = (Has(x - 1, y - 1), Has(x, y - 1), Has(x, y), Has(x - 1, y));
        if (a == b && b == c && c == d)
        {
            return;
        }

        var (top, right, bottom, left) = ((2 * x, (2 * y) - 1), ((2 * x) + 1, 2 * y), (2 * x, (2 * y) + 1), ((2 * x) - 1, 2 * y));
        switch ((a, b, c, d))
        {
            case (true, false, true, false):
                (_next[top], _next[bottom]) = (left, right);
                break;
            case (false, true, false, true):
                (_next[right], _next[left]) = (top, bottom);
                break;
            default:
                var from = a && !b ? top : b && !c ? right : c && !d ? bottom : left;
                _next[from] = !a && b ? top : !b && c ? right : !c && d ? bottom : left;
                break;
        }
    }

    private bool Has(int x, int y) => x >= 0 && y >= 0 && x < _width && y < _height && _labels[(y * _width) + x] == _label;

    private List<(int X, int Y)[]> Loops()
    {
        var loops = new List<(int, int)[]>();
        // Loops come in the order of rows: a dictionary keeps the order of insertion as long as no entry is removed.
        foreach (var start in _next.Keys.ToArray())
        {
            var loop = new List<(int X, int Y)>();
            for (var point = start; _next.Remove(point, out var next); point = next)
            {
                loop.Add(point);
            }

            if (loop.Count > 0)
            {
                loops.Add(Corners(loop));
            }
        }
        return loops;
    }

    private static (int X, int Y)[] Corners(List<(int X, int Y)> loop) =>
        [.. loop.Where((point, i) => Step(loop[(i + loop.Count - 1) % loop.Count], point) != Step(point, loop[(i + 1) % loop.Count]))];

    private static (int, int) Step((int X, int Y) from, (int X, int Y) to) => (to.X - from.X, to.Y - from.Y);
}
