using GpuSeg.Images.Morphology;

namespace GpuSeg.Images.Tests.Morphology;

/// <summary>Pieces, openings and closings, compared with definitions written out voxel by voxel.</summary>
public sealed class MorphologyTests
{
    private static readonly (int X, int Y, int Z) s_shape = (70, 7, 5);

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 1, 1, 2.3)]
    [InlineData(0.5, 2, 3, 2)]
    [InlineData(3, 3, 3, 1)]
    public void Adds_and_removes_voxels_by_a_ball_in_mm(double x, double y, double z, double radius)
    {
        var set = Random(0.05, 1);
        Assert.Equal(Dilated(set, (x, y, z), radius), After(set, rows => BitMorphology.Dilate(rows, (x, y, z), radius)));
        var outside = All.Except(Random(0.02, 2)).ToHashSet();
        var eroded = All.Except(Dilated([.. All.Except(outside)], (x, y, z), radius));
        Assert.Equal(eroded, After(outside, rows => BitMorphology.Erode(rows, (x, y, z), radius)));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.1)]
    [InlineData(0.25)]
    public void Keeps_the_heaviest_piece_connected_over_corners(double density)
    {
        var set = Random(density, 3);
        double Weight(int voxel) => voxel % 11 == 0 ? 50 : 1;
        var pieces = Pieces(set);
        var heaviest = pieces.MaxBy(piece => piece.Sum(Weight))!;
        Assert.Equal(heaviest.Order(), After(set, rows => VoxelPieces.KeepHeaviest(rows, Weight)));
    }

    [Fact]
    public void Keeps_a_small_piece_that_weighs_more()
    {
        int[] large = [0, 1, 2, 3], small = [40, At(41, 1, 1)];
        Assert.Equal(small, After(large.Concat(small), rows => VoxelPieces.KeepHeaviest(rows, voxel => voxel < 10 ? 1 : 3)));
    }

    private static IEnumerable<int> All => Enumerable.Range(0, s_shape.X * s_shape.Y * s_shape.Z);

    private static int At(int x, int y, int z) => (z * s_shape.Y + y) * s_shape.X + x;

    private static (int X, int Y, int Z) Place(int voxel) =>
        (voxel % s_shape.X, voxel / s_shape.X % s_shape.Y, voxel / s_shape.X / s_shape.Y);

    private static HashSet<int> Random(double density, int seed)
    {
        var random = new Random(seed);
        return [.. All.Where(_ => random.NextDouble() < density)];
    }

    private static IEnumerable<int> Dilated(HashSet<int> set, (double X, double Y, double Z) spacing, double radius)
    {
        return All.Where(voxel => set.Any(other => Distance(Place(voxel), Place(other)) <= radius * radius + 1e-9));

        double Distance((int X, int Y, int Z) a, (int X, int Y, int Z) b) =>
            Math.Pow((a.X - b.X) * spacing.X, 2) + Math.Pow((a.Y - b.Y) * spacing.Y, 2) + Math.Pow((a.Z - b.Z) * spacing.Z, 2);
    }

    private static List<HashSet<int>> Pieces(HashSet<int> set)
    {
        var (pieces, left) = (new List<HashSet<int>>(), set.ToHashSet());
        while (left.Count > 0)
        {
            var (piece, open) = (new HashSet<int>(), new Stack<int>([left.Min()]));
            while (open.TryPop(out var voxel))
            {
                if (left.Remove(voxel))
                {
                    piece.Add(voxel);
                    var here = Place(voxel);
                    foreach (var other in left)
                    {
                        var there = Place(other);
                        if (Math.Abs(here.X - there.X) <= 1 && Math.Abs(here.Y - there.Y) <= 1 && Math.Abs(here.Z - there.Z) <= 1)
                        {
                            open.Push(other);
                        }
                    }
                }
            }

            pieces.Add(piece);
        }

        return pieces;
    }

    private static int[] After(IEnumerable<int> set, Action<BitRows> change)
    {
        using var rows = BitRowsTests.Of(set, s_shape);
        change(rows);
        return rows.ToArray();
    }
}
