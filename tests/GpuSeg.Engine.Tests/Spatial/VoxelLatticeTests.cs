using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests.Spatial;

public sealed class VoxelLatticeTests
{
    [Fact]
    public void Finds_runs_in_the_box_around_the_mask()
    {
        // Rows of 5 in 3 rows and 2 slices; a run that goes on in the next row is two runs.
        string[] rows = ["00000", "00111", "11000", "00000", "00000", "01011"];
        var lattice = new VoxelLattice([5, 3, 2], [1, 2, 3], Words(string.Concat(rows)));
        VoxelRun[] expected = [new(0, 3, 2, 0, 0), new(3, 2, 0, 1, 0), new(5, 1, 1, 1, 1), new(6, 2, 3, 1, 1)];
        Assert.Equal(expected, lattice.Runs.ToArray());
        Assert.Equal([5, 2, 2], lattice.Size);
        Assert.Equal(8, lattice.Count);
        Assert.Equal([0, 0, 0, 1, 1, 2, 3, 3], Enumerable.Range(0, 8).Select(lattice.RunOf));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(131)]
    public void Holds_every_voxel_of_a_random_mask_once(int width)
    {
        var random = new Random(width);
        var bits = new string([.. Enumerable.Range(0, width * 7 * 5).Select(i => i % 11 == 0 || random.Next(3) > 0 ? '1' : '0')]);
        var lattice = new VoxelLattice([width, 7, 5], [1, 1, 1], Words(bits));
        var least = (X: int.MaxValue, Y: int.MaxValue, Z: int.MaxValue);
        foreach (var (i, _) in bits.Index().Where(bit => bit.Item == '1'))
        {
            var (x, y, z) = (i % width, i / width % 7, i / (width * 7));
            least = (Math.Min(least.X, x), Math.Min(least.Y, y), Math.Min(least.Z, z));
        }

        var rebuilt = new char[bits.Length];
        Array.Fill(rebuilt, '0');
        var next = 0;
        foreach (var run in lattice.Runs)
        {
            Assert.Equal(next, run.First);
            next += run.Length;
            for (var i = 0; i < run.Length; i++)
            {
                rebuilt[run.X + i + least.X + (width * (run.Y + least.Y + (7 * (run.Z + least.Z))))] = '1';
            }
        }

        Assert.Equal(bits, new string(rebuilt));
        Assert.Equal(bits.Count(bit => bit == '1'), lattice.Count);
    }

    [Fact]
    public void Scales_places_to_both_ends()
    {
        var lattice = new VoxelLattice([5, 1, 2], [1, 1, 1], Words("0111000010"));
        Assert.Equal([3, 1, 2], lattice.Size);
        Assert.Equal([-1.0, 0, 1], Enumerable.Range(0, 3).Select(x => lattice.Coordinate(0, x)));
        Assert.Equal(0, lattice.Coordinate(1, 0));
    }

    [Fact]
    public void Refuses_masks_of_another_size_and_empty_masks()
    {
        Assert.Throws<ArgumentException>(() => new VoxelLattice([4, 4, 4], [1, 1, 1], new ulong[2]));
        Assert.Throws<ArgumentException>(() => new VoxelLattice([4, 4, 4], [1, 1, 1], new ulong[1]));
        Assert.Throws<ArgumentException>(() => new VoxelLattice([4, 4], [1, 1, 1], [1]));
        Assert.Throws<ArgumentException>(() => new VoxelLattice([4, 4, 4], [1, 0, 1], [1]));
    }

    internal static ulong[] Words(string bits)
    {
        var words = new ulong[(bits.Length + 63) / 64];
        foreach (var (i, bit) in bits.Index())
        {
            words[i / 64] |= bit == '1' ? 1UL << (i % 64) : 0;
        }

        return words;
    }
}
