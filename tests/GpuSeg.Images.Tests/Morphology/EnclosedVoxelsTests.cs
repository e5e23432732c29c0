using GpuSeg.Images.Masking;
using GpuSeg.Images.Morphology;

namespace GpuSeg.Images.Tests.Morphology;

/// <summary>Compares holes and pieces, found 64 voxels at a time, with a flood from voxel to voxel.</summary>
public sealed class EnclosedVoxelsTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 5, 1, 1 }, { 1, 9, 8 }, { 9, 8, 1 }, { 3, 3, 3 }, { 63, 6, 5 }, { 64, 6, 5 }, { 65, 6, 5 }, { 130, 9, 7 },
        { 200, 4, 3 }, { 17, 19, 23 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Finds_the_holes_and_pieces_of_a_plain_flood(int x, int y, int z)
    {
        foreach (var share in (double[])[0.1, 0.3, 0.5, 0.7, 0.9, 1])
        {
            var random = new Random(x + (100 * y) + (10_000 * z) + (int)(10 * share));
            var mask = Enumerable.Range(0, x * y * z).Select(_ => random.NextDouble() < share).ToArray();
            var holes = new ulong[VoxelBits.WordsFor(mask.Length)];
            var expected = Holes(mask, (x, y, z));
            Assert.Equal(expected.Count(hole => hole), EnclosedVoxels.Find(Words(mask), (x, y, z), holes));
            Assert.Equal(Words(expected), holes);
            Assert.Equal(Pieces(mask, (x, y, z)).Count, VoxelPieces.Count(Words(mask), (x, y, z)));
            using var rows = BitRows.Of(Words(mask), (x, y, z));
            VoxelPieces.KeepLargest(rows);
            var largest = new ulong[holes.Length];
            rows.AddTo(largest);
            Assert.Equal(Words(Largest(mask, (x, y, z))), largest);
        }
    }

    [Fact]
    public void Follows_a_winding_path_to_the_border()
    {
        // A spiral of background, one voxel wide, from the border to the middle: the flood turns at every corner.
        const int size = 71;
        var mask = Enumerable.Repeat(true, size * size * 3).ToArray();
        var (x, y, dx, dy) = (0, 1, 1, 0);
        bool Free(int px, int py) => px is > 0 and < size - 1 && py is > 0 and < size - 1 && mask[At(px, py)];
        int At(int px, int py) => px + (size * (py + size));
        for (var steps = 0; steps < size * size; steps++)
        {
            mask[At(x, y)] = false;
            if (!Free(x + dx, y + dy) || !Free(x + (2 * dx), y + (2 * dy)))
            {
                (dx, dy) = (-dy, dx);
                if (!Free(x + dx, y + dy) || !Free(x + (2 * dx), y + (2 * dy)))
                {
                    break;
                }
            }

            (x, y) = (x + dx, y + dy);
        }

        var holes = new ulong[VoxelBits.WordsFor(mask.Length)];
        Assert.True(mask.Count(inside => !inside) > 1000);
        Assert.Equal(0, EnclosedVoxels.Find(Words(mask), (size, size, 3), holes));
        // Closed at its entrance, all of it is a hole.
        mask[At(0, 1)] = true;
        Assert.Equal(mask.Count(inside => !inside), EnclosedVoxels.Find(Words(mask), (size, size, 3), holes));
        Assert.Equal(1, VoxelPieces.Count(holes, (size, size, 3)));
    }

    private static bool[] Holes(bool[] mask, (int X, int Y, int Z) shape)
    {
        var open = Pieces([.. mask.Select(inside => !inside)], shape);
        var holes = new bool[mask.Length];
        foreach (var voxel in open.Where(piece => !piece.Any(v => IsBorder(v, shape))).SelectMany(piece => piece))
        {
            holes[voxel] = true;
        }

        return holes;
    }

    private static bool[] Largest(bool[] mask, (int X, int Y, int Z) shape)
    {
        var pieces = Pieces(mask, shape);
        var largest = new bool[mask.Length];
        foreach (var voxel in pieces.Count == 0 ? [] : pieces.MaxBy(piece => piece.Count)!)
        {
            largest[voxel] = true;
        }

        return largest;
    }

    private static bool IsBorder(int voxel, (int X, int Y, int Z) shape)
    {
        var (x, y, z) = (voxel % shape.X, voxel / shape.X % shape.Y, voxel / shape.X / shape.Y);
        return IsEnd(x, shape.X) || IsEnd(y, shape.Y) || IsEnd(z, shape.Z);

        static bool IsEnd(int at, int size) => size > 1 && (at == 0 || at == size - 1);
    }

    private static List<List<int>> Pieces(bool[] set, (int X, int Y, int Z) shape)
    {
        var (seen, pieces) = (new bool[set.Length], new List<List<int>>());
        for (var start = 0; start < set.Length; start++)
        {
            if (!set[start] || seen[start])
            {
                continue;
            }

            var (piece, next) = (new List<int>(), new Stack<int>([start]));
            seen[start] = true;
            while (next.TryPop(out var voxel))
            {
                piece.Add(voxel);
                var (x, y, z) = (voxel % shape.X, voxel / shape.X % shape.Y, voxel / shape.X / shape.Y);
                Visit(x > 0, voxel - 1);
                Visit(x < shape.X - 1, voxel + 1);
                Visit(y > 0, voxel - shape.X);
                Visit(y < shape.Y - 1, voxel + shape.X);
                Visit(z > 0, voxel - (shape.X * shape.Y));
                Visit(z < shape.Z - 1, voxel + (shape.X * shape.Y));
            }

            pieces.Add(piece);

            void Visit(bool exists, int voxel)
            {
                if (exists && set[voxel] && !seen[voxel])
                {
                    seen[voxel] = true;
                    next.Push(voxel);
                }
            }
        }

        return pieces;
    }

    private static ulong[] Words(bool[] set)
    {
        var words = new ulong[VoxelBits.WordsFor(set.Length)];
        for (var v = 0; v < set.Length; v++)
        {
            words[v / VoxelBits.WordLength] |= set[v] ? 1UL << (v % VoxelBits.WordLength) : 0;
        }

        return words;
    }
}
