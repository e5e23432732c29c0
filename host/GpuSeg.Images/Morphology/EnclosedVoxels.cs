using System.Buffers;

namespace GpuSeg.Images.Morphology;

/// <summary>
/// Finds the enclosed holes of a mask: voxels outside the mask that no path over faces connects with the border of the grid, as SciPy's
/// binary_fill_holes finds them. A grid of one slice has no border above and below.
/// </summary>
/// <remarks>
/// A flood from the border, 64 voxels at a time. Passes take rows in ascending and in descending order in turn; a row continues the flood
/// of the rows beside it, and is visited again only if one of them has grown.
/// </remarks>
public static class EnclosedVoxels
{
    /// <summary>Finds the holes and returns their number.</summary>
    /// <param name="mask">Words of the mask.</param>
    /// <param name="shape">Voxels along the axes.</param>
    /// <param name="holes">Receives the words of the holes.</param>
    internal static int Find(ReadOnlySpan<ulong> mask, (int X, int Y, int Z) shape, Span<ulong> holes)
    {
        holes.Clear();
        using var open = BitRows.Of(mask, shape);
        open.Invert();
        using var reached = Flood(open);
        for (var i = 0; i < open.Words.Length; i++)
        {
            open.Words[i] &= ~reached.Words[i];
        }

        open.AddTo(holes);
        return open.Count();
    }

    /// <summary>Adds the holes to the mask.</summary>
    public static void Fill(BitRows mask)
    {
        mask.Invert();
        using var reached = Flood(mask);
        reached.Words.CopyTo(mask.Words);
        mask.Invert();
    }

    private static BitRows Flood(BitRows open)
    {
        var reached = new BitRows(open.Shape);
        var waiting = ArrayPool<bool>.Shared.Rent(open.RowCount);
        for (var r = 0; r < open.RowCount; r++)
        {
            waiting[r] = Start(open, reached, r);
        }

        // A pass sees what it has changed itself, so a flood runs through all rows in one pass; the next one runs back.
        for (var (found, isForward) = (true, true); found; isForward = !isForward)
        {
            found = false;
            for (var i = 0; i < open.RowCount; i++)
            {
                var r = isForward ? i : open.RowCount - 1 - i;
                if (waiting[r])
                {
                    waiting[r] = false;
                    found |= Visit(open, reached, r, waiting);
                }
            }
        }

        ArrayPool<bool>.Shared.Return(waiting);
        return reached;
    }

    // Reaches the background of a row that lies on the border; returns whether voxels are left to reach.
    private static bool Start(BitRows open, BitRows reached, int r)
    {
        var (sizeX, sizeY, sizeZ) = open.Shape;
        var row = open[r];
        var into = reached[r];
        if (IsBorder(r % sizeY, sizeY) || IsBorder(r / sizeY, sizeZ))
        {
            row.CopyTo(into);
            return false;
        }

        if (sizeX > 1)
        {
            into[0] |= row[0] & 1;
            into[^1] |= row[^1] & (open.LastWord ^ (open.LastWord >> 1));
            Spread(row, into);
        }

        return !row.SequenceEqual(into);
    }

    private static bool IsBorder(int at, int size) => size > 1 && (at == 0 || at == size - 1);

    // Continues the flood from the rows beside a row. If it grows, these rows wait for another visit.
    private static bool Visit(BitRows open, BitRows reached, int r, bool[] waiting)
    {
        var (sizeY, sizeZ) = (open.Shape.Y, open.Shape.Z);
        var (y, z) = (r % sizeY, r / sizeY);
        var row = open[r];
        var into = reached[r];
        var grows = (y > 0 && Continue(row, reached[r - 1], into))
            | (y < sizeY - 1 && Continue(row, reached[r + 1], into))
            | (z > 0 && Continue(row, reached[r - sizeY], into))
            | (z < sizeZ - 1 && Continue(row, reached[r + sizeY], into));
        if (!grows)
        {
            return false;
        }

        Spread(row, into);
        Wait(y > 0, r - 1);
        Wait(y < sizeY - 1, r + 1);
        Wait(z > 0, r - sizeY);
        Wait(z < sizeZ - 1, r + sizeY);
        return true;

        void Wait(bool exists, int beside)
        {
            if (exists && !waiting[beside])
            {
                waiting[beside] = !open[beside].SequenceEqual(reached[beside]);
            }
        }
    }

    private static bool Continue(ReadOnlySpan<ulong> open, ReadOnlySpan<ulong> beside, Span<ulong> reached)
    {
        var added = 0UL;
        for (var i = 0; i < reached.Length; i++)
        {
            var next = open[i] & beside[i] & ~reached[i];
            added |= next;
            reached[i] |= next;
        }

        return added != 0;
    }

    // Fills the runs of open voxels that hold a reached one.
    private static void Spread(ReadOnlySpan<ulong> open, Span<ulong> reached)
    {
        var carry = 0UL;
        for (var i = 0; i < open.Length; i++)
        {
            // Adding a bit to a run of ones clears the run from there to its end and carries into the voxel after it.
            var from = reached[i] | (carry & open[i]);
            var sum = open[i] + from;
            reached[i] = (open[i] & ~sum) | from;
            carry = reached[i] >> (BitRows.WordLength - 1);
        }

        carry = 0;
        for (var i = open.Length - 1; i >= 0; i--)
        {
            reached[i] = Down(reached[i] | (carry << (BitRows.WordLength - 1) & open[i]), open[i]);
            carry = reached[i] & 1;
        }
    }

    private static ulong Down(ulong reached, ulong open)
    {
        for (var step = 1; step < BitRows.WordLength; step *= 2)
        {
            reached |= open & (reached >> step);
            open &= open >> step;
        }

        return reached;
    }
}
