namespace GpuSeg.Figures.Model;

/// <summary>The indices from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
internal readonly record struct IndexRange(int First, int Last)
{
    /// <summary>The range without an index.</summary>
    public static IndexRange Empty => new(int.MaxValue, -1);

    public int Length => Last - First + 1;

    /// <summary>Returns the least range that also holds <paramref name="index"/>.</summary>
    public IndexRange With(int index) => new(Math.Min(First, index), Math.Max(Last, index));

    /// <summary>Returns the same places, counted from the other end of 0 .. <paramref name="length"/> - 1.</summary>
    public IndexRange Reversed(int length) => new(length - 1 - Last, length - 1 - First);

    /// <summary>Adds a share of the length, at least one index, on both sides, within 0 .. <paramref name="length"/> - 1.</summary>
    public IndexRange Widened(double share, int length)
    {
        var margin = Math.Max(1, (int)(Length * share));
        return new(Math.Max(0, First - margin), Math.Min(length - 1, Last + margin));
    }

    /// <summary>Returns <paramref name="count"/> indices, spread evenly and apart from the ends.</summary>
    public int[] Spread(int count)
    {
        var (first, steps) = (First, Length - 1);
        return [.. Enumerable.Range(1, count).Select(i => first + (int)Math.Round((double)i * steps / (count + 1))).Distinct()];
    }
}
