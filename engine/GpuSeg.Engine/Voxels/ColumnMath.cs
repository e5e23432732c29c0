using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Engine.Voxels;

/// <summary>Columns in other units, computed in double and rounded to float32 once.</summary>
internal static class ColumnMath
{
    /// <summary>Computes (x - <paramref name="origin"/>) <paramref name="factor"/>.</summary>
    public static void Multiply(ReadOnlySpan<float> column, double origin, double factor, Span<float> destination)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(column);
        var results = MemoryMarshal.Cast<float, Vector256<float>>(destination);
        var (origins, factors) = (Vector256.Create(origin), Vector256.Create(factor));
        for (var i = 0; i < vectors.Length; i++)
        {
            results[i] = Vector256.Narrow(
                (Vector256.WidenLower(vectors[i]) - origins) * factors, (Vector256.WidenUpper(vectors[i]) - origins) * factors);
        }

        for (var i = vectors.Length * Vector256<float>.Count; i < column.Length; i++)
        {
            destination[i] = (float)((column[i] - origin) * factor);
        }
    }

    /// <summary>Computes (x - <paramref name="origin"/>) / <paramref name="divisor"/>.</summary>
    public static void Divide(ReadOnlySpan<float> column, double origin, double divisor, Span<float> destination)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(column);
        var results = MemoryMarshal.Cast<float, Vector256<float>>(destination);
        var (origins, divisors) = (Vector256.Create(origin), Vector256.Create(divisor));
        for (var i = 0; i < vectors.Length; i++)
        {
            results[i] = Vector256.Narrow(
                (Vector256.WidenLower(vectors[i]) - origins) / divisors, (Vector256.WidenUpper(vectors[i]) - origins) / divisors);
        }

        for (var i = vectors.Length * Vector256<float>.Count; i < column.Length; i++)
        {
            destination[i] = (float)((column[i] - origin) / divisor);
        }
    }
}
