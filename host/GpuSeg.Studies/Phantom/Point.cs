namespace GpuSeg.Studies.Phantom;

/// <summary>
/// A place or direction in mm: x to the right, y to the front, z up. Not <see cref="System.Numerics.Vector3"/>, whose sums depend on the processor.
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
