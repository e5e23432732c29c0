namespace GpuSeg.Figures.Model;

/// <summary>The indices from one to another.</summary>
internal readonly record struct IndexRange(int First, int Last)
{
    /// <summary>No index.</summary>
    public static IndexRange Empty => new(int.MaxValue, -1);

    public int Length => Last - First + 1;

    /// <summary>These and one more.</summary>
    public IndexRange With(int index) => new(Math.Min(First, index), Math.Max(Last, index));

    /// <summary>The same places, counted from the other end of 0 .. <paramref name="length"/> - 1.</summary>
    public IndexRange Reversed(int length) => new(length - 1 - Last, length - 1 - First);

    /// <summary>With a share of the length and at least one index added on both sides, within 0 .. <paramref name="length"/> - 1.</summary>
    public IndexRange Widened(double share, int length)
    {
        var margin = Math.Max(1, (int)(Length * share));
        return new(Math.Max(0, First - margin), Math.Min(length - 1, Last + margin));
    }

    /// <summary>So many indices, evenly spread and apart from the ends.</summary>
    public int[] Spread(int count)
    {
        var (first, steps) = (First, Length - 1);
        return [.. Enumerable.Range(1, count).Select(i => first + (int)Math.Round((double)i * steps / (count + 1))).Distinct()];
    }
}
