namespace GpuSeg.Images.Morphology;

/// <summary>
/// Finds the enclosed holes of a mask: voxels outside the mask that no path over faces connects with the border of the grid, as SciPy's
/// binary_fill_holes finds them. A grid of one slice has no border above and below.
/// </summary>
/// <remarks>
/// A flood from the border, 64 voxels at a time. A pass takes rows in ascending order, then in descending order; a row continues the
/// flood of the rows beside it. Brains need a few passes.
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
        var (sizeX, sizeY, sizeZ) = open.Shape;
        for (var r = 0; r < open.RowCount; r++)
        {
            var (y, z) = (r % sizeY, r / sizeY);
            if (IsBorder(y, sizeY) || IsBorder(z, sizeZ))
            {
                open[r].CopyTo(reached[r]);
            }
            else if (sizeX > 1)
            {
                var ends = reached[r];
                ends[0] |= open[r][0] & 1;
                ends[^1] |= open[r][^1] & (open.LastWord ^ (open.LastWord >> 1));
                Spread(open[r], ends);
            }
        }

        while (Pass(open, reached, -1) | Pass(open, reached, 1))
        {
        }

        return reached;
    }

    private static bool IsBorder(int at, int size) => size > 1 && (at == 0 || at == size - 1);

    // Continues the flood from the rows before (-1) or after (1) each row; returns whether any row changed.
    private static bool Pass(BitRows open, BitRows reached, int from)
    {
        var (changed, sizeY, sizeZ) = (false, open.Shape.Y, open.Shape.Z);
        for (var i = 0; i < open.RowCount; i++)
        {
            var r = from < 0 ? i : open.RowCount - 1 - i;
            var (y, z) = (r % sizeY, r / sizeY);
            var row = open[r];
            var into = reached[r];
            var added = (uint)(y + from) < (uint)sizeY && Continue(row, reached[r + from], into);
            added |= (uint)(z + from) < (uint)sizeZ && Continue(row, reached[r + from * sizeY], into);
            if (added)
            {
                Spread(row, into);
                changed = true;
            }
        }

        return changed;
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
