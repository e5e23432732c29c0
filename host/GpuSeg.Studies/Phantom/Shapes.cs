namespace GpuSeg.Studies.Phantom;

/// <summary>A body by its depth: how many mm a point lies below the surface, negative outside.</summary>
internal interface IShape
{
    double Depth(Point p);
}

/// <summary>An ellipsoid along the axes; the depth is exact to first order at the surface.</summary>
internal sealed class Ellipsoid(Point centre, Point radii) : IShape
{
    public double Depth(Point p)
    {
        var scaled = (p - centre).Over(radii);
        var radius = scaled.Length;
        var slope = scaled.Over(radii).Length;
        return slope == 0 ? Math.Min(radii.X, Math.Min(radii.Y, radii.Z)) : radius * (1 - radius) / slope;
    }
}

/// <summary>A rod from one point to another, its radius changing evenly between them.</summary>
internal sealed class Rod(Point from, double fromRadius, Point to, double toRadius) : IShape
{
    private readonly Point _axis = to - from;

    public double Depth(Point p)
    {
        var along = Math.Clamp((p - from).Dot(_axis) / _axis.Dot(_axis), 0, 1);
        return fromRadius + along * (toRadius - fromRadius) - (p - from - _axis * along).Length;
    }
}

/// <summary>Unions of shapes.</summary>
internal static class Shapes
{
    /// <summary>Computes the depth in the union of shapes.</summary>
    public static double Depth(IShape[] shapes, Point p)
    {
        var deepest = double.NegativeInfinity;
        foreach (var shape in shapes)
        {
            deepest = Math.Max(deepest, shape.Depth(p));
        }

        return deepest;
    }

    /// <summary>Joins two depths, the groove between the shapes filled over <paramref name="width"/> mm.</summary>
    public static double SmoothUnion(double a, double b, double width)
    {
        var overlap = Math.Max(0, width - Math.Abs(a - b)) / width;
        return Math.Max(a, b) + overlap * overlap * width / 4;
    }
}

/// <summary>
/// A place or direction in mm: x to the right, y to the front, z up. Not <see cref="System.Numerics.Vector3"/>, whose sums depend on the
/// CPU.
/// </summary>
internal readonly record struct Point(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(Dot(this));

    public double Dot(Point other) => X * other.X + Y * other.Y + Z * other.Z;

    public Point Over(Point other) => new(X / other.X, Y / other.Y, Z / other.Z);

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Point operator *(Point a, double s) => new(a.X * s, a.Y * s, a.Z * s);
}
