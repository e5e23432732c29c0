namespace GpuSeg.Engine.Passes;

/// <summary>Lower-triangular D x D matrices packed by rows: (0,0), (1,0), (1,1), (2,0), ...</summary>
public static class Triangular
{
    /// <summary>Counts the entries of a packed triangle: D (D + 1) / 2.</summary>
    public static int Size(int dimensions) => dimensions * (dimensions + 1) / 2;

    /// <summary>Returns the place of entry (<paramref name="row"/>, <paramref name="column"/>), column &lt;= row.</summary>
    public static int Index(int row, int column) => (row * (row + 1) / 2) + column;

    /// <summary>Computes the inverse of a packed triangle.</summary>
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

    /// <summary>Computes L L' of a packed triangle L, lower half packed.</summary>
    public static void TimesTranspose(ReadOnlySpan<double> lower, int dimensions, Span<double> product)
    {
        for (var i = 0; i < dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                product[Index(i, j)] = Dot(lower.Slice(Index(i, 0), j + 1), lower.Slice(Index(j, 0), j + 1));
            }
        }
    }

    /// <summary>
    /// Computes the Cholesky factor L of a symmetric matrix M = L L', lower half packed; false if the matrix is not positive definite.
    /// </summary>
    public static bool TryFactor(ReadOnlySpan<double> matrix, int dimensions, Span<double> lower)
    {
        for (var i = 0; i < dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = matrix[Index(i, j)] - Dot(lower.Slice(Index(i, 0), j), lower.Slice(Index(j, 0), j));
                lower[Index(i, j)] = i == j ? Math.Sqrt(rest) : rest / lower[Index(j, j)];
            }

            if (!(lower[Index(i, i)] > 0) || !double.IsFinite(lower[Index(i, i)]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Computes the largest variance inflation factor C_ii (C^-1)_ii of the covariance whose whitening factor is a packed triangle U,
    /// C^-1 = U'U: 1 if the features are independent, large if one nearly follows from the others.
    /// </summary>
    public static double Inflation(ReadOnlySpan<double> factor, int dimensions)
    {
        // On the stack: every pass asks.
        Span<double> lower = dimensions <= 16 ? stackalloc double[factor.Length] : new double[factor.Length];
        Invert(factor, dimensions, lower);
        var largest = 0d;
        for (var i = 0; i < dimensions; i++)
        {
            var (variance, precision) = (0d, 0d);
            for (var j = 0; j <= i; j++)
            {
                variance += lower[Index(i, j)] * lower[Index(i, j)];
            }

            for (var row = i; row < dimensions; row++)
            {
                precision += factor[Index(row, i)] * factor[Index(row, i)];
            }

            largest = Math.Max(largest, variance * precision);
        }

        return largest;
    }

    /// <summary>Computes the sum of a_i b_i.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0d;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
