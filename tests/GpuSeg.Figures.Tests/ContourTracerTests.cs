using GpuSeg.Figures.Pictures;

namespace GpuSeg.Figures.Tests;

public sealed class ContourTracerTests
{
    [Fact]
    public void Closes_line_around_pixel_at_edge_of_picture()
    {
        var loop = Assert.Single(Trace("1.", ".."));
        Assert.Equal([(0, 1), (1, 0), (1, 2), (2, 1)], loop.Order());
    }

    [Fact]
    public void Leaves_out_points_within_straight_lines() =>
        Assert.Equal(8, Assert.Single(Trace("......", ".1111.", ".1111.", "......")).Length);

    [Fact]
    public void Traces_hole_as_loop_in_opposite_direction()
    {
        var loops = Trace(".....", ".111.", ".1.1.", ".111.", ".....");
        Assert.Equal(2, loops.Count);
        // In units of a quarter pixel: a square of three pixels without its corners' eighths, less a pixel's diamond.
        Assert.Equal([-2.0, 34.0], loops.Select(Area).Order());
    }

    [Fact]
    public void Separates_pixels_that_touch_at_a_corner()
    {
        Assert.Equal(2, Trace("1.", ".1").Count);
        Assert.Equal(2, Trace(".1", "1.").Count);
    }

    [Fact]
    public void Treats_other_labels_as_background() => Assert.Equal([2.0], Trace("222", "212", "222").Select(Area));

    private static List<(int X, int Y)[]> Trace(params string[] rows)
    {
        byte[] labels = [.. string.Concat(rows).Select(pixel => (byte)(pixel == '.' ? 0 : pixel - '0'))];
        return ContourTracer.Trace(labels, rows[0].Length, rows.Length, 1);
    }

    // Positive if the shape lies to the right of the line, with y pointing downwards.
    private static double Area((int X, int Y)[] loop) => loop
        .Select((point, i) => (From: point, To: loop[(i + 1) % loop.Length]))
        .Sum(step => (step.From.X * step.To.Y) - (step.To.X * step.From.Y)) / 2.0;
}
