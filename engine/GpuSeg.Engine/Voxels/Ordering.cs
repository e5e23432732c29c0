namespace GpuSeg.Engine.Voxels;

/// <summary>Orders of a few numbers, and rows of flat arrays in another order.</summary>
/// <remarks>Loops, not queries: the runtime compiles a query over numbers at the start of every run, method by method.</remarks>
internal static class Ordering
{
    /// <summary>Returns the places of <paramref name="keys"/>, smallest key first; equal keys keep their order.</summary>
    public static int[] Ascending(ReadOnlySpan<double> keys)
    {
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var at = i;
            for (; at > 0 && keys[order[at - 1]] > keys[i]; at--)
            {
                order[at] = order[at - 1];
            }

            order[at] = i;
        }

        return order;
    }

    /// <summary>
    /// Copies rows: row r of the result is row <paramref name="order"/>[r] of <paramref name="values"/>, each <paramref name="length"/>
    /// long.
    /// </summary>
    public static double[] Rows(double[] values, IReadOnlyList<int> order, int length)
    {
        var rows = new double[order.Count * length];
        for (var r = 0; r < order.Count; r++)
        {
            values.AsSpan(order[r] * length, length).CopyTo(rows.AsSpan(r * length));
        }

        return rows;
    }
}
