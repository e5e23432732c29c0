namespace GpuSeg.Images.Morphology;

/// <summary>Opening and closing of a set of voxels by a ball in mm. Erosions take voxels outside the grid for voxels of the set.</summary>
public static class BitMorphology
{
    /// <summary>Removes the voxels that no ball inside the set covers.</summary>
    /// <param name="rows">The set.</param>
    /// <param name="spacing">Distances of voxels along the axes in mm.</param>
    /// <param name="radius">Radius of the ball in mm.</param>
    public static void Open(BitRows rows, (double X, double Y, double Z) spacing, double radius)
    {
        Erode(rows, spacing, radius);
        Dilate(rows, spacing, radius);
    }

    /// <summary>Adds the voxels that no ball outside the set covers.</summary>
    /// <inheritdoc cref="Open"/>
    public static void Close(BitRows rows, (double X, double Y, double Z) spacing, double radius)
    {
        Dilate(rows, spacing, radius);
        Erode(rows, spacing, radius);
    }

    /// <summary>Removes the voxels near the outside of the set.</summary>
    /// <inheritdoc cref="Open"/>
    public static void Erode(BitRows rows, (double X, double Y, double Z) spacing, double radius)
    {
        rows.Invert();
        Dilate(rows, spacing, radius);
        rows.Invert();
    }

    /// <summary>Adds the voxels near the set.</summary>
    /// <inheritdoc cref="Open"/>
    // For every half width of the ball's rows, the set is widened along the first axis once and then moved along the other two.
    public static void Dilate(BitRows rows, (double X, double Y, double Z) spacing, double radius)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var ball = BallRows(spacing, radius);
        using var widened = rows.Copy();
        rows.Words.Clear();
        int[] filled = [.. Enumerable.Range(0, widened.RowCount).Where(r => widened[r].ContainsAnyExcept(0UL))];
        for (var (width, most) = (0, ball.Max(row => row.HalfWidth)); width <= most; width++)
        {
            foreach (var (y, z, _) in ball.Where(row => row.HalfWidth == width))
            {
                AddMoved(widened, filled, y, z, rows);
            }

            Widen(widened, filled);
        }
    }

    private static List<(int Y, int Z, int HalfWidth)> BallRows((double X, double Y, double Z) spacing, double radius)
    {
        var rows = new List<(int, int, int)>();
        var (mostY, mostZ) = ((int)(radius / spacing.Y), (int)(radius / spacing.Z));
        for (var z = -mostZ; z <= mostZ; z++)
        {
            for (var y = -mostY; y <= mostY; y++)
            {
                var squared = radius * radius - Math.Pow(y * spacing.Y, 2) - Math.Pow(z * spacing.Z, 2);
                if (squared >= 0)
                {
                    rows.Add((y, z, (int)(Math.Sqrt(squared) / spacing.X)));
                }
            }
        }

        return rows;
    }

    private static void AddMoved(BitRows from, int[] filled, int byY, int byZ, BitRows to)
    {
        var (_, sizeY, sizeZ) = from.Shape;
        var stride = from.Stride;
        ReadOnlySpan<ulong> sources = from.Words;
        var targets = to.Words;
        foreach (var r in filled)
        {
            var (y, z) = (r % sizeY + byY, r / sizeY + byZ);
            if ((uint)y < (uint)sizeY && (uint)z < (uint)sizeZ)
            {
                var source = sources.Slice(stride * r, stride);
                var target = targets.Slice(stride * (y + sizeY * z), stride);
                for (var i = 0; i < source.Length; i++)
                {
                    target[i] |= source[i];
                }
            }
        }
    }

    // By one voxel in both directions.
    private static void Widen(BitRows rows, int[] filled)
    {
        foreach (var r in filled)
        {
            var row = rows[r];
            var before = 0UL;
            for (var i = 0; i < row.Length; i++)
            {
                var (here, after) = (row[i], i + 1 < row.Length ? row[i + 1] : 0);
                row[i] = here | here << 1 | before >> (BitRows.WordLength - 1) | here >> 1 | after << (BitRows.WordLength - 1);
                before = here;
            }

            row[^1] &= rows.LastWord;
        }
    }
}
