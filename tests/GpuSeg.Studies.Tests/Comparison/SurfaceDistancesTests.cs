using GpuSeg.Images;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Studies.Tests.Comparison;

public sealed class SurfaceDistancesTests
{
    // Squared distances of up to 40 mm are kept in float32.
    private const double Rounding = 1e-5;

    private static readonly double[] Spacing = [0.9, 1.3, 5];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Measures_the_spacing_for_one_step_along_an_axis(int axis)
    {
        var found = Between(
            (6, 5, 4), v => v is (2, 2, 1), v => v == (2 + (axis == 0 ? 1 : 0), 2 + (axis == 1 ? 1 : 0), 1 + (axis == 2 ? 1 : 0)));
        Assert.Equal(Spacing[axis], found.Hausdorff95, Rounding);
        Assert.Equal(Spacing[axis], found.Mean, Rounding);
    }

    [Fact]
    public void Pools_both_directions_in_percentile_and_mean()
    {
        // One voxel and the row of 21 from it: 0 forth; 0, 1 .. 20 steps back. Of 22 distances the 95th percentile is place 19.95, between
        // 18 and 19.
        var found = Between((21, 3, 1), v => v is (0, 0, _), v => v.Y == 0);
        Assert.Equal(0.9 * 18.95, found.Hausdorff95, Rounding);
        Assert.Equal(0.9 * 210 / 22, found.Mean, Rounding);
    }

    [Fact]
    public void Finds_surface_voxels_by_their_face_neighbours_at_the_image_edge_too()
    {
        // A cube of 5 has 98 voxels on its surface, a cube of 3 in it 26; in the corner of the image nothing changes.
        Assert.Equal(
            98, Mask((9, 9, 9), v => Math.Max(Math.Max(Math.Abs(v.X - 4), Math.Abs(v.Y - 4)), Math.Abs(v.Z - 4)) <= 2).Surface().Length);
        Assert.Equal(98, Mask((9, 9, 9), v => v is { X: < 5, Y: < 5, Z: < 5 }).Surface().Length);
        Assert.Equal(98, Mask((5, 5, 5), _ => true).Surface().Length);
    }

    [Fact]
    public void Finds_the_outline_as_the_surface_of_a_flat_image() =>
        Assert.Equal(16, Mask((7, 7, 1), v => v is { X: > 0 and < 6, Y: > 0 and < 6 }).Surface().Length);

    [Fact]
    public void Matches_distances_between_all_pairs_of_surface_voxels()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            // Up to 40 along the first axis: more than one tile of lines.
            (int X, int Y, int Z) shape = (random.Next(1, 40), random.Next(1, 12), random.Next(1, 9));
            var (a, b) = (Some(shape, random, 0.3 * random.NextDouble()), Some(shape, random, 0.3 * random.NextDouble()));
            var (forth, back) = (Nearest(a, b), Nearest(b, a));
            double[] sorted = [.. forth.Concat(back).Order()];
            var place = 0.95 * (sorted.Length - 1);
            var (below, above) = (sorted[(int)place], sorted[Math.Min((int)place + 1, sorted.Length - 1)]);
            var found = SurfaceDistances.Between(a, b);
            Assert.Equal(below + ((place - Math.Floor(place)) * (above - below)), found.Hausdorff95, Rounding);
            Assert.Equal(sorted.Average(), found.Mean, Rounding);
        }
    }

    [Fact]
    public void Finds_tight_boxes_of_labels()
    {
        byte[] map = [0, 7, 7, 0, 0, 0, 9, 0, 0, 0, 0, 7];
        var boxes = Box.OfLabels(map, (3, 2, 2));
        Assert.Equal(new((1, 0, 0), (2, 1, 1)), boxes[7]);
        Assert.Equal(new((0, 0, 1), (0, 0, 1)), boxes[9]);
        Assert.Equal(Box.Empty, boxes[8]);
    }

    private static SurfaceDistances Between((int X, int Y, int Z) shape, Func<(int X, int Y, int Z), bool> a, Func<(int X, int Y, int Z),
        bool> b) =>
        SurfaceDistances.Between(Mask(shape, a), Mask(shape, b));

    /// <summary>Creates a ball and scattered voxels: surfaces of all kinds, sometimes the whole image.</summary>
    private static LabelMask Some((int X, int Y, int Z) shape, Random random, double scattered)
    {
        var (x, y, z, radius) = (random.Next(shape.X), random.Next(shape.Y), random.Next(shape.Z), random.Next(1, 12));
        return Mask(shape, v => v == (x, y, z) || random.NextDouble() < scattered
            || Math.Pow(v.X - x, 2) + Math.Pow(v.Y - y, 2) + Math.Pow(v.Z - z, 2) < radius * radius);
    }

    private static LabelMask Mask((int X, int Y, int Z) shape, Func<(int X, int Y, int Z), bool> isIn)
    {
        byte[] map = [.. Enumerable.Range(0, shape.X * shape.Y * shape.Z).Select(i => isIn(Voxel(shape, i)) ? (byte)5 : (byte)(i % 2))];
        var affine = new double[4, 4];
        for (var i = 0; i < 4; i++)
        {
            affine[i, i] = i < 3 ? Spacing[i] : 1;
        }

        return new(map, 5, new Grid(shape, affine), Box.OfLabels(map, shape)[5]);
    }

    private static (int X, int Y, int Z) Voxel((int X, int Y, int Z) shape, int i) =>
        (i % shape.X, i / shape.X % shape.Y, i / (shape.X * shape.Y));

    private static double[] Nearest(LabelMask from, LabelMask to)
    {
        var others = SurfaceByHand(to);
        return [.. SurfaceByHand(from).Select(v => others.Min(w =>
            Math.Sqrt(Math.Pow((v.X - w.X) * Spacing[0], 2) + Math.Pow((v.Y - w.Y) * Spacing[1], 2)
                + Math.Pow((v.Z - w.Z) * Spacing[2], 2))))];
    }

    private static (int X, int Y, int Z)[] SurfaceByHand(LabelMask mask)
    {
        var shape = mask.Grid.Shape;
        var all = Enumerable.Range(0, mask.Map.Length).Where(i => mask.Map[i] == 5).Select(i => Voxel(shape, i)).ToHashSet();
        return [.. all.Where(v =>
            (shape.X > 1 && (!all.Contains((v.X - 1, v.Y, v.Z)) || !all.Contains((v.X + 1, v.Y, v.Z))))
            || (shape.Y > 1 && (!all.Contains((v.X, v.Y - 1, v.Z)) || !all.Contains((v.X, v.Y + 1, v.Z))))
            || (shape.Z > 1 && (!all.Contains((v.X, v.Y, v.Z - 1)) || !all.Contains((v.X, v.Y, v.Z + 1)))))];
    }
}
