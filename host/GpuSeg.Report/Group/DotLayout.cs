namespace GpuSeg.Report.Group;

/// <summary>
/// Places of the dots of a strip plot: along their value, and beside one another if they would cover each other. The same values give the
/// same places.
/// </summary>
internal sealed class DotLayout
{
    // Height of the rows of dots on either side of the middle; if there are too many dots, some cover each other.
    private const double MostHeight = 30;

    private readonly double[] _y;

    /// <summary>Lays dots out.</summary>
    /// <param name="x">Places of the dots along the axis, ascending.</param>
    public DotLayout(IReadOnlyList<double> x)
    {
        Radius = x.Count switch { <= 120 => 3.5, <= 400 => 2.5, _ => 1.8 };
        var step = 2 * Radius;
        int[] rows = [.. Enumerable.Range(0, 1 + (2 * (int)(MostHeight / step))).Select(i => (i + 1) / 2 * (i % 2 == 0 ? 1 : -1))];
        double[] last = [.. rows.Select(_ => double.NegativeInfinity)];
        _y = new double[x.Count];
        for (var i = 0; i < x.Count; i++)
        {
            var row = Array.FindIndex(last, end => x[i] - end >= step);
            if (row < 0)
            {
                row = Array.IndexOf(last, last.Min());
            }

            (last[row], _y[i]) = (x[i], rows[row] * step);
        }
    }

    public double Radius { get; }

    /// <summary>Height of the dots above and below the middle.</summary>
    public double Reach => Radius + _y.Select(Math.Abs).DefaultIfEmpty().Max();

    /// <summary>Returns the distance of a dot below the middle.</summary>
    public double Y(int dot) => _y[dot];
}
