namespace GpuSeg.Studies.Phantom;

/// <summary>
/// A smooth random field: plane waves of one wavelength in random directions. Its zeros form the evenly spaced labyrinth that cortical
/// folds look like; variance about 1/2.
/// </summary>
internal sealed class Waves
{
    private const int Candidates = 16;
    private readonly Point[] _frequency;
    private readonly double[] _phase;
    private readonly double _amplitude;

    /// <param name="random">Directions and phases.</param>
    /// <param name="wavelength">Wavelength in mm.</param>
    /// <param name="count">More waves repeat less.</param>
    public Waves(CounterRandom random, double wavelength, int count)
    {
        _frequency = [.. Directions(random, count).Select(direction => direction * (1 / wavelength))];
        _phase = [.. Enumerable.Range(0, count).Select(i => random.Uniform((ulong)i))];
        _amplitude = Math.Sqrt(1.0 / count);
    }

    public double At(Point p)
    {
        var sum = 0.0;
        for (var i = 0; i < _phase.Length; i++)
        {
            sum += Wave(_frequency[i].Dot(p) + _phase[i], out _);
        }

        return sum * _amplitude;
    }

    /// <summary>Computes the value and its gradient per mm.</summary>
    public double At(Point p, out Point gradient)
    {
        var sum = 0.0;
        gradient = default;
        for (var i = 0; i < _phase.Length; i++)
        {
            sum += Wave(_frequency[i].Dot(p) + _phase[i], out var slope);
            gradient += _frequency[i] * (slope * _amplitude);
        }

        return sum * _amplitude;
    }

    /// <summary>Computes the sine of t turns, its arcs replaced by parabolas: smooth enough, cheap, and the same bits everywhere.</summary>
    private static double Wave(double t, out double slope)
    {
        t -= Math.Floor(t);
        var (arc, sign) = t < 0.5 ? (t, 16) : (t - 0.5, -16);
        slope = sign * (0.5 - 2 * arc);
        return sign * arc * (0.5 - arc);
    }

    /// <summary>Draws directions, each the one of several that is farthest from those before: chance alone leaves stripes.</summary>
    private static Point[] Directions(CounterRandom random, int count)
    {
        var chosen = new List<Point>();
        while (chosen.Count < count)
        {
            var candidates = Enumerable.Range(0, Candidates).Select(i => Direction(random, (ulong)(Candidates * chosen.Count + i)));
            chosen.Add(candidates.MinBy(c => chosen.Select(d => Math.Abs(d.Dot(c))).DefaultIfEmpty().Max()));
        }

        return [.. chosen];
    }

    private static Point Direction(CounterRandom random, ulong index)
    {
        var ((x, y), (z, _)) = (random.Normals(2 * index + 1), random.Normals(2 * index + 2));
        var direction = new Point(x, y, z);
        return direction * (1 / direction.Length);
    }
}
