namespace GpuSeg.Studies.Phantom;

/// <summary>
/// A glioblastoma in the white matter of one hemisphere: necrotic core, enhancing rim of uneven thickness, oedema that spreads through
/// white matter only, and tissue pushed aside.
/// </summary>
internal sealed class Tumour
{
    private const double Reach = 80;
    private readonly Point _centre;
    private readonly double _radius;
    private readonly double _oedema;
    private readonly Waves _outline;
    private readonly Waves _fingers;

    public Tumour(int seed)
    {
        var random = new CounterRandom(seed, 10);
        var side = random.Uniform(0) < 0.5 ? -1 : 1;
        _centre = new(side * random.Between(28, 36, 1), random.Between(-32, 22, 2), random.Between(10, 28, 3));
        _radius = random.Between(14, 19, 4);
        _oedema = random.Between(11, 17, 5);
        _outline = new(new(seed, 11), 23, 8);
        _fingers = new(new(seed, 12), 34, 8);
    }

    /// <summary>Computes how far the tissue at <paramref name="p"/> was pushed away.</summary>
    public Point Displacement(Point p)
    {
        var offset = p - _centre;
        var nearness = Math.Max(0, 1 - offset.Dot(offset) / (Reach * Reach));
        return offset * (0.42 * _radius / (_radius + offset.Length) * nearness * nearness);
    }

    /// <summary>Finds the solid tumour at this point, or null.</summary>
    public Tissue? Solid(Point p)
    {
        var distance = (p - _centre).Length;
        if (distance > 1.7 * _radius)
        {
            return null;
        }

        var uneven = _outline.At(p);
        var depth = _radius * (1 + 0.24 * uneven) - distance;
        if (depth < 0)
        {
            return null;
        }

        return depth < 4.5 - 2 * uneven ? Tissue.EnhancingRim : Tissue.NecroticCore;
    }

    /// <summary>Returns whether white matter at this point is swollen.</summary>
    public bool IsOedema(Point p)
    {
        var distance = (p - _centre).Length - _radius;
        return distance < 2.2 * _oedema && distance < _oedema * (1 + 0.6 * _fingers.At(p));
    }
}
