using GpuSeg.Images.Morphology;

namespace GpuSeg.Images.Tests.Morphology;

public sealed class BitRowsTests
{
    public static TheoryData<int> Widths => [1, 63, 64, 65, 130];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Matches_sets_of_indices(int width)
    {
        var shape = (width, 3, 2);
        var (a, b) = (Random(shape, 1), Random(shape, 2));
        using var rows = Of(a, shape);
        using var other = Of(b, shape);
        Assert.Equal(a, rows.ToArray());
        Assert.Equal(a.Length, rows.Count());
        Assert.All(Enumerable.Range(0, 6 * width), voxel => Assert.Equal(a.Contains(voxel), rows.Contains(voxel)));

        Assert.Equal(a.Intersect(b), Changed(set => set.IntersectWith(other)));
        Assert.Equal(a.Except(b), Changed(set => set.ExceptWith(other)));
        Assert.Equal(Enumerable.Range(0, 6 * width).Except(a), Changed(set => set.Invert()));
        Assert.Equal(a, rows.ToArray());

        int[] Changed(Action<BitRows> change)
        {
            using var copy = rows.Copy();
            change(copy);
            return copy.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Ranks_voxels_of_a_subset(int width)
    {
        var shape = (width, 3, 2);
        var all = Random(shape, 3);
        int[] part = [.. all.Where((_, i) => i % 3 == 1)];
        using var rows = Of(all, shape);
        using var subset = Of(part, shape);
        Assert.Equal(part.Select(voxel => Array.IndexOf(all, voxel)), rows.RanksOf(subset));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Takes_voxels_above_a_threshold_but_not_nan(int width)
    {
        var random = new Random(4);
        float[] values = [.. Enumerable.Range(0, 6 * width).Select(i => i % 7 == 3 ? float.NaN : i % 7 == 4 ? 0.5f : random.NextSingle())];
        using var rows = BitRows.Above(values, (width, 3, 2), 0.5f);
        Assert.Equal(Enumerable.Range(0, values.Length).Where(i => values[i] > 0.5f), rows.ToArray());
    }

    private static int[] Random((int X, int Y, int Z) shape, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, shape.X * shape.Y * shape.Z).Where(_ => random.Next(3) > 0)];
    }

    internal static BitRows Of(IEnumerable<int> voxels, (int X, int Y, int Z) shape)
    {
        var rows = new BitRows(shape);
        foreach (var voxel in voxels)
        {
            rows.Add(voxel);
        }

        return rows;
    }
}
