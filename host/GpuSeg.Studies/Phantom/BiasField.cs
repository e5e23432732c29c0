namespace GpuSeg.Studies.Phantom;

/// <summary>
/// The uneven sensitivity of a coil: a random polynomial of second order, between 1 - amplitude and 1 + amplitude in the brain.
/// </summary>
internal sealed class BiasField
{
    private static readonly Point s_halfSize = new(70, 86, 66);
    private readonly double[] _coefficients;

    public BiasField(CounterRandom random, double amplitude)
    {
        _coefficients = [.. Enumerable.Range(0, 9).Select(i => random.Between(-1, 1, (ulong)i))];
        var largest = Ball().Max(p => Math.Abs(Polynomial(p)));
        _coefficients = [.. _coefficients.Select(c => c * amplitude / largest)];
    }

    public double At(Point p) => 1 + Polynomial(p.Over(s_halfSize));

    private double Polynomial(Point p)
    {
        var c = _coefficients;
        return c[0] * p.X + c[1] * p.Y + c[2] * p.Z + c[3] * p.X * p.Y + c[4] * p.X * p.Z + c[5] * p.Y * p.Z
            + c[6] * p.X * p.X + c[7] * p.Y * p.Y + c[8] * p.Z * p.Z;
    }

    /// <summary>Lists points that cover the unit ball well enough to find the polynomial's largest value within a few percent.</summary>
    private static IEnumerable<Point> Ball() =>
        from i in Enumerable.Range(0, 1331)
        let p = new Point(i % 11 - 5, i / 11 % 11 - 5, i / 121 - 5) * 0.2
        where p.Length <= 1
        select p;
}
