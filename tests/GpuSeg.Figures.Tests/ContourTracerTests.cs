using GpuSeg.Figures.Pictures;

namespace GpuSeg.Figures.Tests;

public sealed class ContourTracerTests
{
    [Fact]
    public void A_pixel_at_the_edge_of_the_picture_has_a_closed_line_around_it()
    {
        var loop = Assert.Single(Trace("1.", ".."));
        Assert.Equal([(0, 1), (1, 0), (1, 2), (2, 1)], loop.Order());
    }

    [Fact]
    public void Straight_lines_have_no_points_between_their_ends() => Assert.Equal(8, Assert.Single(Trace("......", ".1111.", ".1111.", "......")).Length);

    [Fact]
    public void A_hole_is_a_loop_of_its_own_in_the_other_direction()
    {
        var loops = Trace(".....", ".111.", ".1.1.", ".111.", ".....");
        Assert.Equal(2, loops.Count);
        // In units of a quarter pixel: a square of three pixels without its corners' eighths, less a pixel's diamond.
        Assert.Equal([-2.0, 34.0], loops.Select(Area).Order());
    }

    [Fact]
    public void Pixels_that_touch_at_a_corner_are_two_shapes()
    {
        Assert.Equal(2, Trace("1.", ".1").Count);
        Assert.Equal(2, Trace(".1", "1.").Count);
    }

    [Fact]
    public void Another_label_is_as_good_as_none() => Assert.Equal([2.0], Trace("222", "212", "222").Select(Area));

    private static List<(int X, int Y)[]> Trace(params string[] rows) =>
        ContourTracer.Trace([.. string.Concat(rows).Select(pixel => (byte)(pixel == '.' ? 0 : pixel - '0'))], rows[0].Length, rows.Length, 1);

    // Positive where the shape lies to the right of the line, y pointing downwards.
    private static double Area((int X, int Y)[] loop) =>
        loop.Select((point, i) => (From: point, To: loop[(i + 1) % loop.Length])).Sum(step => (step.From.X * step.To.Y) - (step.To.X * step.From.Y)) / 2.0;
}
