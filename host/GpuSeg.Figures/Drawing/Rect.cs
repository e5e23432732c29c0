namespace GpuSeg.Figures.Drawing;

/// <summary>A rectangle of a figure in pixels, y downwards.</summary>
internal readonly record struct Rect(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double MiddleX => X + (Width / 2);

    public double MiddleY => Y + (Height / 2);
}
