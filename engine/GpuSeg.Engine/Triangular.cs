namespace GpuSeg.Engine;

/// <summary>Lower-triangular D x D matrices packed by rows: (0,0), (1,0), (1,1), (2,0), ...</summary>
public static class Triangular
{
    /// <summary>Entries of a packed triangle: D (D + 1) / 2.</summary>
    public static int Size(int dimensions) => dimensions * (dimensions + 1) / 2;

    /// <summary>Place of entry (<paramref name="row"/>, <paramref name="column"/>), column &lt;= row.</summary>
    public static int Index(int row, int column) => (row * (row + 1) / 2) + column;

    /// <summary>The inverse of a packed triangle.</summary>
    public static double[] Inverse(ReadOnlySpan<double> lower, int dimensions)
    {
        var inverse = new double[Size(dimensions)];
        Invert(lower, dimensions, inverse);
        return inverse;
    }

    /// <summary>Writes the inverse of a packed triangle, by forward substitution, into <paramref name="inverse"/>.</summary>
    public static void Invert(ReadOnlySpan<double> lower, int dimensions, Span<double> inverse)
    {
        for (var j = 0; j < dimensions; j++)
        {
            for (var i = j; i < dimensions; i++)
            {
                var sum = i == j ? 1d : 0d;
                for (var k = j; k < i; k++)
                {
                    sum -= lower[Index(i, k)] * inverse[Index(k, j)];
                }

                inverse[Index(i, j)] = sum / lower[Index(i, i)];
            }
        }
    }
}
