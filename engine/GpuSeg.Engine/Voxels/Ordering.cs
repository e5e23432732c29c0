namespace GpuSeg.Engine.Voxels;

/// <summary>Rows of flat arrays in another order.</summary>
internal static class Ordering
{
    /// <summary>
    /// Copies rows: row r of the result is row <paramref name="order"/>[r] of <paramref name="values"/>, each <paramref name="length"/>
    /// long.
    /// </summary>
    public static double[] Rows(double[] values, IReadOnlyList<int> order, int length) =>
        [.. order.SelectMany(row => values.AsSpan(row * length, length).ToArray())];
}
