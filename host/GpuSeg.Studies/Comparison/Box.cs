using GpuSeg.Threads;

namespace GpuSeg.Studies.Comparison;

/// <summary>The smallest block of voxels that holds something: first and last index along each axis.</summary>
internal readonly record struct Box((int X, int Y, int Z) First, (int X, int Y, int Z) Last)
{
    /// <summary>The empty box.</summary>
    public static Box Empty { get; } = new((int.MaxValue, int.MaxValue, int.MaxValue), (-1, -1, -1));

    public (int X, int Y, int Z) Shape => (Last.X - First.X + 1, Last.Y - First.Y + 1, Last.Z - First.Z + 1);

    /// <summary>Joins two boxes to the smallest box that holds both.</summary>
    public Box With(Box other) => new(
        (Math.Min(First.X, other.First.X), Math.Min(First.Y, other.First.Y), Math.Min(First.Z, other.First.Z)),
        (Math.Max(Last.X, other.Last.X), Math.Max(Last.Y, other.Last.Y), Math.Max(Last.Z, other.Last.Z)));

    /// <summary>Finds the box of every label, empty for labels that do not occur; length 256.</summary>
    public static Box[] OfLabels(byte[] map, (int X, int Y, int Z) shape)
    {
        var slices = new Box[shape.Z][];
        ThreadBudget.For(shape.Z, z => slices[z] = OfSlice(map, shape, z));
        return [.. Enumerable.Range(0, 256).Select(label => slices.Aggregate(Empty, (box, slice) => box.With(slice[label])))];
    }

    private static Box[] OfSlice(byte[] map, (int X, int Y, int Z) shape, int z)
    {
        var boxes = new Box[256];
        Array.Fill(boxes, Empty);
        for (var y = 0; y < shape.Y; y++)
        {
            var row = map.AsSpan(((z * shape.Y) + y) * shape.X, shape.X);
            for (var x = 0; x < row.Length;)
            {
                // A run of one label at a time: its ends are all that a box needs.
                var label = row[x];
                var length = row[x..].IndexOfAnyExcept(label) is var end and >= 0 ? end : row.Length - x;
                boxes[label] = boxes[label].With(new((x, y, z), (x + length - 1, y, z)));
                x += length;
            }
        }

        return boxes;
    }
}
